CREATE TABLE "control_job_runs" (
	"workspace_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"code" text,
	"at" timestamp (3) with time zone,
	CONSTRAINT "control_job_runs_job_id_run_id_pk" PRIMARY KEY("job_id","run_id")
);
--> statement-breakpoint
CREATE TABLE "control_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"action" jsonb NOT NULL,
	"filter" jsonb NOT NULL,
	"per_minute" integer,
	"total" integer NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"actor" text NOT NULL,
	"actor_name" text NOT NULL,
	"reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
DROP INDEX "runs_trigger";--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "restart_of" uuid;--> statement-breakpoint
ALTER TABLE "control_job_runs" ADD CONSTRAINT "control_job_runs_job_id_control_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."control_jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "control_job_runs" ADD CONSTRAINT "control_job_runs_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "control_job_runs_pending" ON "control_job_runs" USING btree ("job_id","run_id") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "control_jobs_newest" ON "control_jobs" USING btree ("workspace_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "runs_trigger" ON "runs" USING btree ("workflow_id","lead_id","trigger_event_id") WHERE restart_of is null;