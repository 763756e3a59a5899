CREATE TABLE "approval" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "z_report_id" INTEGER NOT NULL REFERENCES "z_report" ("id"),
    "at" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL REFERENCES "person" ("id"),
    "note" TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX "approval_uid" ON "approval" ("uid");

CREATE UNIQUE INDEX "approval_z_report_id" ON "approval" ("z_report_id");

CREATE TABLE "barcode" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "product_id" INTEGER NOT NULL REFERENCES "product" ("id")
) STRICT;

CREATE INDEX "barcode_product_id" ON "barcode" ("product_id");

CREATE TABLE "draft" (
    "register" TEXT NOT NULL,
    "slot" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "changed_at" INTEGER NOT NULL,
    PRIMARY KEY ("register", "slot")
) STRICT;

CREATE TABLE "drawer_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "session_id" INTEGER NOT NULL REFERENCES "session" ("id"),
    "at" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL REFERENCES "person" ("id"),
    "kind" TEXT NOT NULL CHECK ("kind" IN ('opening', 'recount', 'tender', 'change', 'refund', 'added', 'removed', 'returned', 'closing')),
    "amount" INTEGER NOT NULL,
    "receipt_id" INTEGER REFERENCES "receipt" ("id"),
    "reason" TEXT REFERENCES "reason" ("code"),
    "note" TEXT NOT NULL,
    "settles_id" INTEGER REFERENCES "drawer_event" ("id")
) STRICT;

CREATE UNIQUE INDEX "drawer_event_uid" ON "drawer_event" ("uid");

CREATE INDEX "drawer_event_session_id" ON "drawer_event" ("session_id");

CREATE TABLE "journal" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "number" INTEGER NOT NULL,
    "at" INTEGER NOT NULL,
    "clock" TEXT NOT NULL CHECK ("clock" IN ('ok', 'back')),
    "person_id" INTEGER REFERENCES "person" ("id"),
    "approver_id" INTEGER REFERENCES "person" ("id"),
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "facts" TEXT NOT NULL CHECK (json_valid(facts)),
    "previous" TEXT NOT NULL CHECK (length(previous) = 64),
    "hash" TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

CREATE UNIQUE INDEX "journal_hash" ON "journal" ("hash");

CREATE UNIQUE INDEX "journal_register_number" ON "journal" ("register", "number");

CREATE TABLE "location" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL
) STRICT;

CREATE TABLE "paper" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "session_id" INTEGER REFERENCES "session" ("id"),
    "receipt_id" INTEGER REFERENCES "receipt" ("id"),
    "document" TEXT NOT NULL,
    "sha256" TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

CREATE UNIQUE INDEX "paper_uid" ON "paper" ("uid");

CREATE INDEX "paper_session_id" ON "paper" ("session_id");

CREATE INDEX "paper_receipt_id" ON "paper" ("receipt_id");

CREATE TABLE "parked" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "register" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL REFERENCES "person" ("id"),
    "basket" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "lines" INTEGER NOT NULL
) STRICT;

CREATE INDEX "parked_register" ON "parked" ("register");

CREATE TABLE "payment" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "receipt_id" INTEGER NOT NULL REFERENCES "receipt" ("id"),
    "position" INTEGER NOT NULL,
    "method" TEXT NOT NULL REFERENCES "payment_method" ("code"),
    "tendered" INTEGER NOT NULL,
    "change" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    "rounding" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,
    CHECK ("amount" = "tendered" - "change")
) STRICT;

CREATE UNIQUE INDEX "payment_uid" ON "payment" ("uid");

CREATE UNIQUE INDEX "payment_receipt_id_position" ON "payment" ("receipt_id", "position");

CREATE TABLE "payment_method" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('cash', 'card', 'voucher', 'account', 'transfer')),
    "letter" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "gives_change" INTEGER NOT NULL CHECK ("gives_change" IN (0, 1)),
    "opens_drawer" INTEGER NOT NULL CHECK ("opens_drawer" IN (0, 1)),
    "counted_at_close" INTEGER NOT NULL CHECK ("counted_at_close" IN (0, 1)),
    "needs_reference" INTEGER NOT NULL CHECK ("needs_reference" IN (0, 1)),
    "in_office" INTEGER NOT NULL CHECK ("in_office" IN (0, 1)),
    "refundable" INTEGER NOT NULL CHECK ("refundable" IN (0, 1)),
    "individual" INTEGER NOT NULL CHECK ("individual" IN (0, 1)),
    "active" INTEGER NOT NULL CHECK ("active" IN (0, 1)),
    "entry" INTEGER NOT NULL
) STRICT;

CREATE TABLE "payment_tax" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "receipt_id" INTEGER NOT NULL REFERENCES "receipt" ("id"),
    "position" INTEGER NOT NULL,
    "method" TEXT NOT NULL REFERENCES "payment_method" ("code"),
    "tax_code" TEXT NOT NULL,
    "rate" INTEGER NOT NULL,
    "gross" INTEGER NOT NULL,
    "tax" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX "payment_tax_uid" ON "payment_tax" ("uid");

CREATE INDEX "payment_tax_receipt_id" ON "payment_tax" ("receipt_id");

CREATE TABLE "permission" (
    "role" TEXT NOT NULL REFERENCES "role" ("code"),
    "action" TEXT NOT NULL,
    "limit" INTEGER,
    PRIMARY KEY ("role", "action")
) STRICT;

CREATE TABLE "person" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL REFERENCES "role" ("code"),
    "language" TEXT,
    "active" INTEGER NOT NULL CHECK ("active" IN (0, 1)),
    "entry" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX "person_uid" ON "person" ("uid");

CREATE UNIQUE INDEX "person_name" ON "person" ("name");

CREATE TABLE "print_job" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "register" TEXT NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('print', 'kick')),
    "paper_id" INTEGER REFERENCES "paper" ("id"),
    "copy" INTEGER NOT NULL,
    "state" TEXT NOT NULL CHECK ("state" IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'dropped')),
    "error" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL
) STRICT;

CREATE INDEX "waiting_jobs" ON "print_job" ("register", "id") WHERE ("state" IN ('queued', 'sending'));

CREATE TABLE "product" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "code" TEXT,
    "name" TEXT NOT NULL CHECK (length(name) > 0 AND instr(name, char(0)) = 0),
    "label" TEXT NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('article', 'service', 'packaging')),
    "unit" TEXT NOT NULL CHECK ("unit" IN ('piece', 'kg', 'l', 'm')),
    "price" INTEGER CHECK (price >= 0),
    "tax_code" TEXT NOT NULL,
    "group_id" INTEGER REFERENCES "product_group" ("id"),
    "packaging_id" INTEGER REFERENCES "product" ("id"),
    "discountable" INTEGER NOT NULL CHECK ("discountable" IN (0, 1)),
    "active" INTEGER NOT NULL CHECK ("active" IN (0, 1)),
    "version" INTEGER NOT NULL,
    "entry" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX "product_uid" ON "product" ("uid");

CREATE UNIQUE INDEX "product_code" ON "product" ("code");

CREATE TABLE "product_group" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX "product_group_name" ON "product_group" ("name");

CREATE VIRTUAL TABLE "product_search" USING fts5 ("name", content=product, content_rowid=id, prefix='1 2 3', tokenize="unicode61 remove_diacritics 2");

CREATE TABLE "quick_key" (
    "page" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "page_name" TEXT NOT NULL,
    "product_id" INTEGER NOT NULL REFERENCES "product" ("id"),
    PRIMARY KEY ("page", "position")
) STRICT;

CREATE TABLE "reason" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "direction" TEXT NOT NULL CHECK ("direction" IN ('in', 'out', 'both')),
    "needs_note" INTEGER NOT NULL CHECK ("needs_note" IN (0, 1)),
    "temporary" INTEGER NOT NULL CHECK ("temporary" IN (0, 1)),
    "account" TEXT,
    "position" INTEGER NOT NULL,
    "active" INTEGER NOT NULL CHECK ("active" IN (0, 1)),
    "entry" INTEGER NOT NULL
) STRICT;

CREATE TABLE "receipt" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('sale', 'refund', 'cancelled')),
    "session_id" INTEGER NOT NULL REFERENCES "session" ("id"),
    "business_day" TEXT NOT NULL CHECK (length(business_day) = 10),
    "at" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL REFERENCES "person" ("id"),
    "currency" TEXT NOT NULL CHECK (length(currency) = 3),
    "total" INTEGER NOT NULL,
    "rounding" INTEGER NOT NULL,
    "training" INTEGER NOT NULL CHECK ("training" IN (0, 1)),
    "note" TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX "receipt_uid" ON "receipt" ("uid");

CREATE INDEX "receipt_session_id" ON "receipt" ("session_id");

CREATE INDEX "receipt_business_day" ON "receipt" ("business_day");

CREATE UNIQUE INDEX "receipt_register_number" ON "receipt" ("register", "number");

CREATE TABLE "receipt_line" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "receipt_id" INTEGER NOT NULL REFERENCES "receipt" ("id"),
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('article', 'service', 'packaging')),
    "product_id" INTEGER REFERENCES "product" ("id"),
    "text" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    "discount" INTEGER NOT NULL,
    "share" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "tax_code" TEXT NOT NULL,
    "rate" INTEGER NOT NULL,
    "tax" INTEGER NOT NULL,
    "group_id" INTEGER REFERENCES "product_group" ("id"),
    "refunds_id" INTEGER REFERENCES "receipt_line" ("id"),
    CHECK ("total" = "amount" - "discount" - "share")
) STRICT;

CREATE UNIQUE INDEX "receipt_line_uid" ON "receipt_line" ("uid");

CREATE INDEX "receipt_line_refunds_id" ON "receipt_line" ("refunds_id");

CREATE UNIQUE INDEX "receipt_line_receipt_id_position" ON "receipt_line" ("receipt_id", "position");

CREATE TABLE "receipt_tax" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "receipt_id" INTEGER NOT NULL REFERENCES "receipt" ("id"),
    "tax_code" TEXT NOT NULL,
    "rate" INTEGER NOT NULL,
    "gross" INTEGER NOT NULL,
    "tax" INTEGER NOT NULL,
    "net" INTEGER NOT NULL,
    CHECK ("net" = "gross" - "tax")
) STRICT;

CREATE UNIQUE INDEX "receipt_tax_uid" ON "receipt_tax" ("uid");

CREATE INDEX "receipt_tax_receipt_id" ON "receipt_tax" ("receipt_id");

CREATE TABLE "register" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "name" TEXT NOT NULL,
    "serial" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX "register_serial" ON "register" ("serial");

CREATE TABLE "role" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL
) STRICT;

CREATE TABLE "session" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "currency" TEXT NOT NULL CHECK (length(currency) = 3),
    "opened_at" INTEGER NOT NULL,
    "opened_by" INTEGER NOT NULL REFERENCES "person" ("id"),
    "opening" TEXT NOT NULL CHECK ("opening" IN ('manual', 'auto')),
    "business_day" TEXT NOT NULL CHECK (length(business_day) = 10),
    "tracked" INTEGER NOT NULL CHECK ("tracked" IN (0, 1)),
    "opening_amount" INTEGER NOT NULL CHECK (opening_amount >= 0),
    "opening_basis" TEXT NOT NULL CHECK ("opening_basis" IN ('counted', 'assumed', 'none')),
    "previous_left" INTEGER,
    "note" TEXT NOT NULL,
    "closed_at" INTEGER
) STRICT;

CREATE UNIQUE INDEX "session_uid" ON "session" ("uid");

CREATE UNIQUE INDEX "session_register_number" ON "session" ("register", "number");

CREATE UNIQUE INDEX "one_open_session" ON "session" ("register") WHERE ("closed_at" IS NULL);

CREATE TABLE "session_count" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "session_id" INTEGER NOT NULL REFERENCES "session" ("id"),
    "kind" TEXT NOT NULL CHECK ("kind" IN ('opening', 'late', 'closing')),
    "method" TEXT NOT NULL REFERENCES "payment_method" ("code"),
    "at" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL REFERENCES "person" ("id"),
    "expected" INTEGER,
    "counted" INTEGER NOT NULL,
    "detail" TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;

CREATE UNIQUE INDEX "session_count_uid" ON "session_count" ("uid");

CREATE INDEX "session_count_session_id" ON "session_count" ("session_id");

CREATE TABLE "session_total" (
    "session_id" INTEGER NOT NULL REFERENCES "session" ("id"),
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "n" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    PRIMARY KEY ("session_id", "kind", "key")
) STRICT, WITHOUT ROWID;

CREATE TABLE "setting" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL,
    "entry" INTEGER NOT NULL
) STRICT;

CREATE TABLE "tax_rate" (
    "code" TEXT NOT NULL,
    "valid_from" TEXT NOT NULL CHECK (length(valid_from) = 10),
    "name" TEXT NOT NULL,
    "rate" INTEGER NOT NULL CHECK (rate BETWEEN 0 AND 10000),
    "outside" INTEGER NOT NULL CHECK ("outside" IN (0, 1)),
    "entry" INTEGER NOT NULL,
    PRIMARY KEY ("code", "valid_from")
) STRICT;

CREATE TABLE "z_report" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "register" TEXT NOT NULL REFERENCES "register" ("code"),
    "location" TEXT NOT NULL REFERENCES "location" ("code"),
    "entry" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "session_id" INTEGER NOT NULL REFERENCES "session" ("id"),
    "closed_at" INTEGER NOT NULL,
    "closed_by" INTEGER NOT NULL REFERENCES "person" ("id"),
    "expected" INTEGER,
    "counted" INTEGER,
    "counted_basis" TEXT NOT NULL CHECK ("counted_basis" IN ('counted', 'assumed', 'none')),
    "left" INTEGER,
    "taken" INTEGER,
    "note" TEXT NOT NULL,
    "bag" TEXT NOT NULL,
    "needs_approval" INTEGER NOT NULL CHECK ("needs_approval" IN (0, 1)),
    "receipts" INTEGER NOT NULL,
    "first_receipt" INTEGER,
    "last_receipt" INTEGER,
    "sales" INTEGER NOT NULL,
    "returns" INTEGER NOT NULL,
    "net" INTEGER NOT NULL,
    CHECK ("net" = "sales" + "returns"),
    CHECK ("left" IS NULL OR "left" >= 0),
    CHECK ("counted" IS NULL OR "left" IS NULL OR "left" <= "counted")
) STRICT;

CREATE UNIQUE INDEX "z_report_uid" ON "z_report" ("uid");

CREATE UNIQUE INDEX "z_report_session_id" ON "z_report" ("session_id");

CREATE UNIQUE INDEX "z_report_register_number" ON "z_report" ("register", "number");

CREATE TRIGGER "journal_no_update" BEFORE UPDATE ON "journal" BEGIN SELECT RAISE(ABORT, 'journal: facts never change'); END;

CREATE TRIGGER "journal_no_delete" BEFORE DELETE ON "journal" BEGIN SELECT RAISE(ABORT, 'journal: facts never change'); END;

CREATE TRIGGER "drawer_event_no_update" BEFORE UPDATE ON "drawer_event" BEGIN SELECT RAISE(ABORT, 'drawer_event: facts never change'); END;

CREATE TRIGGER "drawer_event_no_delete" BEFORE DELETE ON "drawer_event" BEGIN SELECT RAISE(ABORT, 'drawer_event: facts never change'); END;

CREATE TRIGGER "session_count_no_update" BEFORE UPDATE ON "session_count" BEGIN SELECT RAISE(ABORT, 'session_count: facts never change'); END;

CREATE TRIGGER "session_count_no_delete" BEFORE DELETE ON "session_count" BEGIN SELECT RAISE(ABORT, 'session_count: facts never change'); END;

CREATE TRIGGER "z_report_no_update" BEFORE UPDATE ON "z_report" BEGIN SELECT RAISE(ABORT, 'z_report: facts never change'); END;

CREATE TRIGGER "z_report_no_delete" BEFORE DELETE ON "z_report" BEGIN SELECT RAISE(ABORT, 'z_report: facts never change'); END;

CREATE TRIGGER "approval_no_update" BEFORE UPDATE ON "approval" BEGIN SELECT RAISE(ABORT, 'approval: facts never change'); END;

CREATE TRIGGER "approval_no_delete" BEFORE DELETE ON "approval" BEGIN SELECT RAISE(ABORT, 'approval: facts never change'); END;

CREATE TRIGGER "receipt_no_update" BEFORE UPDATE ON "receipt" BEGIN SELECT RAISE(ABORT, 'receipt: facts never change'); END;

CREATE TRIGGER "receipt_no_delete" BEFORE DELETE ON "receipt" BEGIN SELECT RAISE(ABORT, 'receipt: facts never change'); END;

CREATE TRIGGER "receipt_line_no_update" BEFORE UPDATE ON "receipt_line" BEGIN SELECT RAISE(ABORT, 'receipt_line: facts never change'); END;

CREATE TRIGGER "receipt_line_no_delete" BEFORE DELETE ON "receipt_line" BEGIN SELECT RAISE(ABORT, 'receipt_line: facts never change'); END;

CREATE TRIGGER "receipt_tax_no_update" BEFORE UPDATE ON "receipt_tax" BEGIN SELECT RAISE(ABORT, 'receipt_tax: facts never change'); END;

CREATE TRIGGER "receipt_tax_no_delete" BEFORE DELETE ON "receipt_tax" BEGIN SELECT RAISE(ABORT, 'receipt_tax: facts never change'); END;

CREATE TRIGGER "payment_no_update" BEFORE UPDATE ON "payment" BEGIN SELECT RAISE(ABORT, 'payment: facts never change'); END;

CREATE TRIGGER "payment_no_delete" BEFORE DELETE ON "payment" BEGIN SELECT RAISE(ABORT, 'payment: facts never change'); END;

CREATE TRIGGER "payment_tax_no_update" BEFORE UPDATE ON "payment_tax" BEGIN SELECT RAISE(ABORT, 'payment_tax: facts never change'); END;

CREATE TRIGGER "payment_tax_no_delete" BEFORE DELETE ON "payment_tax" BEGIN SELECT RAISE(ABORT, 'payment_tax: facts never change'); END;

CREATE TRIGGER "paper_no_update" BEFORE UPDATE ON "paper" BEGIN SELECT RAISE(ABORT, 'paper: facts never change'); END;

CREATE TRIGGER "paper_no_delete" BEFORE DELETE ON "paper" BEGIN SELECT RAISE(ABORT, 'paper: facts never change'); END;

CREATE TRIGGER "session_closes_once" BEFORE UPDATE ON "session" WHEN OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL OR NEW."id" IS NOT OLD."id" OR NEW."number" IS NOT OLD."number" OR NEW."currency" IS NOT OLD."currency" OR NEW."opened_at" IS NOT OLD."opened_at" OR NEW."opened_by" IS NOT OLD."opened_by" OR NEW."opening" IS NOT OLD."opening" OR NEW."business_day" IS NOT OLD."business_day" OR NEW."tracked" IS NOT OLD."tracked" OR NEW."opening_amount" IS NOT OLD."opening_amount" OR NEW."opening_basis" IS NOT OLD."opening_basis" OR NEW."previous_left" IS NOT OLD."previous_left" OR NEW."note" IS NOT OLD."note" OR NEW."uid" IS NOT OLD."uid" OR NEW."register" IS NOT OLD."register" OR NEW."location" IS NOT OLD."location" OR NEW."entry" IS NOT OLD."entry" BEGIN SELECT RAISE(ABORT, 'session: facts never change'); END;

CREATE TRIGGER "session_no_delete" BEFORE DELETE ON "session" BEGIN SELECT RAISE(ABORT, 'session: facts never change'); END;

CREATE TRIGGER "journal_gapless" BEFORE INSERT ON "journal" WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM "journal" WHERE register = NEW.register), 0) BEGIN SELECT RAISE(ABORT, 'journal: numbers have no gaps'); END;

CREATE TRIGGER "session_gapless" BEFORE INSERT ON "session" WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM "session" WHERE register = NEW.register), 0) BEGIN SELECT RAISE(ABORT, 'session: numbers have no gaps'); END;

CREATE TRIGGER "z_report_gapless" BEFORE INSERT ON "z_report" WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM "z_report" WHERE register = NEW.register), 0) BEGIN SELECT RAISE(ABORT, 'z_report: numbers have no gaps'); END;

CREATE TRIGGER "receipt_gapless" BEFORE INSERT ON "receipt" WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM "receipt" WHERE register = NEW.register), 0) BEGIN SELECT RAISE(ABORT, 'receipt: numbers have no gaps'); END;

CREATE TRIGGER "receipt_open_session" BEFORE INSERT ON "receipt" WHEN (SELECT closed_at FROM "session" WHERE id = NEW.session_id) IS NOT NULL BEGIN SELECT RAISE(ABORT, 'receipt: the session is closed'); END;

CREATE TRIGGER "drawer_event_open_session" BEFORE INSERT ON "drawer_event" WHEN (SELECT closed_at FROM "session" WHERE id = NEW.session_id) IS NOT NULL BEGIN SELECT RAISE(ABORT, 'drawer_event: the session is closed'); END;

CREATE TRIGGER "session_count_open_session" BEFORE INSERT ON "session_count" WHEN (SELECT closed_at FROM "session" WHERE id = NEW.session_id) IS NOT NULL BEGIN SELECT RAISE(ABORT, 'session_count: the session is closed'); END;

CREATE TRIGGER "z_report_open_session" BEFORE INSERT ON "z_report" WHEN (SELECT closed_at FROM "session" WHERE id = NEW.session_id) IS NOT NULL BEGIN SELECT RAISE(ABORT, 'z_report: the session is closed'); END;

CREATE TRIGGER "journal_chain" BEFORE INSERT ON "journal" WHEN NEW.previous <> coalesce((SELECT hash FROM journal WHERE register = NEW.register ORDER BY number DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000') BEGIN SELECT RAISE(ABORT, 'journal: the chain is broken'); END;

CREATE TRIGGER "product_search_insert" AFTER INSERT ON "product" BEGIN INSERT INTO product_search(rowid, name) VALUES (NEW.id, NEW.name); END;

CREATE TRIGGER "product_search_delete" AFTER DELETE ON "product" BEGIN INSERT INTO product_search(product_search, rowid, name) VALUES ('delete', OLD.id, OLD.name); END;

CREATE TRIGGER "product_search_update" AFTER UPDATE OF "name" ON "product" WHEN OLD.name <> NEW.name BEGIN INSERT INTO product_search(product_search, rowid, name) VALUES ('delete', OLD.id, OLD.name); INSERT INTO product_search(rowid, name) VALUES (NEW.id, NEW.name); END;
