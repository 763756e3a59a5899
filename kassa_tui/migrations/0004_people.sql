CREATE TABLE "credential" (
    "person_id" INTEGER NOT NULL PRIMARY KEY REFERENCES "person" ("id"),
    "pin" TEXT,
    "digits" INTEGER,
    "badge" TEXT,
    "entry" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX "credential_badge" ON "credential" ("badge");

CREATE TABLE "attempt" (
    "scope" TEXT NOT NULL PRIMARY KEY,
    "failed" INTEGER NOT NULL,
    "at" INTEGER NOT NULL,
    "until" INTEGER NOT NULL
) STRICT;
