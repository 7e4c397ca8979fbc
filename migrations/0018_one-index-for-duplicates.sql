-- Duplicates are decided by the events themselves: one index less to write, and no second table that says the same.
ALTER TABLE "events" ADD COLUMN "body_hash" text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE "events" e SET "body_hash" = i."body_hash" FROM "event_ids" i WHERE i."event_id" = e."id" AND i."body_hash" <> '';--> statement-breakpoint
DROP TABLE "event_ids" CASCADE;--> statement-breakpoint
DROP INDEX "events_unrouted";--> statement-breakpoint
CREATE UNIQUE INDEX "events_message" ON "events" USING btree ("workspace_id","message_id");--> statement-breakpoint
-- A row of the outbox may owe the routing of several events.
ALTER TABLE "outbox" ADD COLUMN "event_ids" uuid[];--> statement-breakpoint
UPDATE "outbox" SET "event_ids" = ARRAY["subject_id"] WHERE "kind" = 'route';
