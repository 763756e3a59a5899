CREATE TABLE "customer" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('person', 'company')),
    "name" TEXT NOT NULL CHECK (instr(name, char(0)) = 0),
    "contact" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "postcode" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "delivery_street" TEXT NOT NULL,
    "delivery_postcode" TEXT NOT NULL,
    "delivery_city" TEXT NOT NULL,
    "vat_number" TEXT NOT NULL,
    "company_number" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "term" INTEGER NOT NULL CHECK (term BETWEEN 0 AND 365),
    "debtor" TEXT,
    "credit_limit" INTEGER CHECK (credit_limit >= 0),
    "language" TEXT NOT NULL,
    "state" TEXT NOT NULL CHECK ("state" IN ('active', 'merged', 'erased')),
    "merged_into" INTEGER REFERENCES "customer" ("id"),
    "salt" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "entry" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX "customer_debtor" ON "customer" ("debtor");

CREATE UNIQUE INDEX "customer_number" ON "customer" ("number");

CREATE UNIQUE INDEX "customer_uid" ON "customer" ("uid");

CREATE VIRTUAL TABLE "customer_search" USING fts5 ("name", "contact", "city", "phone", "email", "debtor", content=customer, content_rowid=id, prefix='1 2 3', tokenize="unicode61 remove_diacritics 2");

CREATE TABLE "customer_order" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "kind" TEXT NOT NULL CHECK ("kind" IN ('order', 'layaway', 'work')),
    "status" TEXT NOT NULL CHECK ("status" IN ('concept', 'open', 'partly_delivered', 'completed', 'partly_cancelled', 'fully_cancelled')),
    "customer_id" INTEGER REFERENCES "customer" ("id"),
    "person_id" INTEGER NOT NULL REFERENCES "person" ("id"),
    "created_at" INTEGER NOT NULL,
    "currency" TEXT NOT NULL CHECK (length(currency) = 3),
    "subject" TEXT NOT NULL,
    "delivery" TEXT NOT NULL CHECK ("delivery" IN ('pickup', 'delivery')),
    "wanted" TEXT CHECK (length(wanted) = 10),
    "wanted_time" TEXT NOT NULL,
    "includes_tax" INTEGER NOT NULL CHECK ("includes_tax" IN (0, 1)),
    "percent" INTEGER NOT NULL,
    "off" INTEGER,
    "note" TEXT NOT NULL,
    "extra" TEXT NOT NULL CHECK (json_valid(extra)),
    "total" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "entry" INTEGER NOT NULL
) STRICT;

CREATE INDEX "customer_order_customer_id" ON "customer_order" ("customer_id");

CREATE UNIQUE INDEX "customer_order_number" ON "customer_order" ("number");

CREATE UNIQUE INDEX "customer_order_uid" ON "customer_order" ("uid");

CREATE INDEX "open_orders" ON "customer_order" ("wanted", "number") WHERE ("status" IN ('concept', 'open', 'partly_delivered'));

CREATE TABLE "order_line" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "order_id" INTEGER NOT NULL REFERENCES "customer_order" ("id"),
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('article', 'service', 'packaging')),
    "product_id" INTEGER REFERENCES "product" ("id"),
    "text" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    "percent" INTEGER NOT NULL,
    "off" INTEGER,
    "discountable" INTEGER NOT NULL CHECK ("discountable" IN (0, 1)),
    "tax_code" TEXT NOT NULL,
    "rate" INTEGER NOT NULL,
    "group_id" INTEGER REFERENCES "product_group" ("id"),
    "parent" INTEGER,
    "amount" INTEGER NOT NULL,
    "discount" INTEGER NOT NULL,
    "share" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "tax" INTEGER NOT NULL,
    "packed" INTEGER NOT NULL,
    "cancelled" INTEGER NOT NULL,
    CHECK ("total" = "amount" - "discount" - "share")
) STRICT;

CREATE UNIQUE INDEX "order_line_order_id_position" ON "order_line" ("order_id", "position");

CREATE TABLE "order_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "order_id" INTEGER NOT NULL REFERENCES "customer_order" ("id"),
    "at" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL REFERENCES "person" ("id"),
    "kind" TEXT NOT NULL,
    "detail" TEXT NOT NULL CHECK (json_valid(detail)),
    "receipt_id" INTEGER REFERENCES "receipt" ("id")
) STRICT;

CREATE INDEX "order_event_order_id" ON "order_event" ("order_id");

CREATE UNIQUE INDEX "order_event_uid" ON "order_event" ("uid");

CREATE TABLE "voucher" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "currency" TEXT NOT NULL CHECK (length(currency) = 3),
    "amount" INTEGER NOT NULL CHECK (amount > 0)
) STRICT;

CREATE UNIQUE INDEX "voucher_code" ON "voucher" ("code");

CREATE UNIQUE INDEX "voucher_uid" ON "voucher" ("uid");

CREATE TABLE "mail" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "order_id" INTEGER REFERENCES "customer_order" ("id"),
    "address" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "attachment" TEXT NOT NULL,
    "attachment_name" TEXT NOT NULL,
    "state" TEXT NOT NULL CHECK ("state" IN ('queued', 'sent', 'failed')),
    "tries" INTEGER NOT NULL,
    "next_at" INTEGER NOT NULL,
    "error" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL
) STRICT;

CREATE INDEX "mail_order_id" ON "mail" ("order_id");

CREATE INDEX "waiting_mail" ON "mail" ("next_at") WHERE ("state" = 'queued');

CREATE TRIGGER "customer_search_delete" AFTER DELETE ON "customer" BEGIN INSERT INTO customer_search(customer_search, rowid, name, contact, city, phone, email, debtor) VALUES ('delete', OLD.id, OLD.name, OLD.contact, OLD.city, OLD.phone, OLD.email, OLD.debtor); END;

CREATE TRIGGER "customer_search_insert" AFTER INSERT ON "customer" BEGIN INSERT INTO customer_search(rowid, name, contact, city, phone, email, debtor) VALUES (NEW.id, NEW.name, NEW.contact, NEW.city, NEW.phone, NEW.email, NEW.debtor); END;

CREATE TRIGGER "customer_search_update" AFTER UPDATE OF "name", "contact", "city", "phone", "email", "debtor" ON "customer" WHEN OLD.name IS NOT NEW.name OR OLD.contact IS NOT NEW.contact OR OLD.city IS NOT NEW.city OR OLD.phone IS NOT NEW.phone OR OLD.email IS NOT NEW.email OR OLD.debtor IS NOT NEW.debtor BEGIN INSERT INTO customer_search(customer_search, rowid, name, contact, city, phone, email, debtor) VALUES ('delete', OLD.id, OLD.name, OLD.contact, OLD.city, OLD.phone, OLD.email, OLD.debtor); INSERT INTO customer_search(rowid, name, contact, city, phone, email, debtor) VALUES (NEW.id, NEW.name, NEW.contact, NEW.city, NEW.phone, NEW.email, NEW.debtor); END;

CREATE TRIGGER "order_event_no_delete" BEFORE DELETE ON "order_event" BEGIN SELECT RAISE(ABORT, 'order_event: facts never change'); END;

CREATE TRIGGER "order_event_no_update" BEFORE UPDATE ON "order_event" BEGIN SELECT RAISE(ABORT, 'order_event: facts never change'); END;

CREATE TRIGGER "voucher_no_delete" BEFORE DELETE ON "voucher" BEGIN SELECT RAISE(ABORT, 'voucher: facts never change'); END;

CREATE TRIGGER "voucher_no_update" BEFORE UPDATE ON "voucher" BEGIN SELECT RAISE(ABORT, 'voucher: facts never change'); END;
