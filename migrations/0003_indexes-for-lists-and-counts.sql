DROP INDEX "run_steps_counts";--> statement-breakpoint
CREATE INDEX "mailbox_send" ON "mailbox" USING btree ("send_key");--> statement-breakpoint
CREATE INDEX "runs_entered" ON "runs" USING btree ("workspace_id","workflow_id","started_at");--> statement-breakpoint
CREATE INDEX "run_steps_counts" ON "run_steps" USING btree ("workspace_id","version_id","node","port") WHERE port is not null or kind = 'ended';