DROP INDEX "leads_email";--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "email_key" text GENERATED ALWAYS AS (lower(email)) STORED;--> statement-breakpoint
CREATE INDEX "leads_email_key" ON "leads" USING btree ("workspace_id","email_key");