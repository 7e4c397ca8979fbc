CREATE TABLE "move_runs" (
	"workspace_id" uuid NOT NULL,
	"move_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"first" boolean NOT NULL,
	"node" text NOT NULL,
	"choice" text NOT NULL,
	"target" text,
	"state" text DEFAULT 'pending' NOT NULL,
	"code" text,
	"from_version_id" uuid NOT NULL,
	"before" jsonb,
	"step_no" integer,
	"at" timestamp (3) with time zone,
	CONSTRAINT "move_runs_move_id_run_id_pk" PRIMARY KEY("move_id","run_id")
);
--> statement-breakpoint
CREATE TABLE "moves" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"workflow_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"choices" jsonb NOT NULL,
	"canary_percent" integer,
	"canary_minutes" integer,
	"goes_on_at" timestamp (3) with time zone,
	"spread_minutes" integer NOT NULL,
	"stayed" integer NOT NULL,
	"stopped" text,
	"actor" text NOT NULL,
	"actor_name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "scheduled_publishes" (
	"workflow_id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"graph" jsonb NOT NULL,
	"moves" jsonb,
	"actor" text NOT NULL,
	"actor_name" text NOT NULL,
	"failed" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "next_move" uuid;--> statement-breakpoint
ALTER TABLE "workflows" ADD COLUMN "current_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "workflows" ADD COLUMN "former_version_id" uuid;--> statement-breakpoint
ALTER TABLE "workflows" ADD COLUMN "former_status" text;--> statement-breakpoint
ALTER TABLE "move_runs" ADD CONSTRAINT "move_runs_move_id_moves_id_fk" FOREIGN KEY ("move_id") REFERENCES "public"."moves"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "move_runs" ADD CONSTRAINT "move_runs_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "moves" ADD CONSTRAINT "moves_workflow_id_workflows_id_fk" FOREIGN KEY ("workflow_id") REFERENCES "public"."workflows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "moves" ADD CONSTRAINT "moves_version_id_workflow_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."workflow_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_publishes" ADD CONSTRAINT "scheduled_publishes_workflow_id_workflows_id_fk" FOREIGN KEY ("workflow_id") REFERENCES "public"."workflows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "move_runs_pending" ON "move_runs" USING btree ("move_id","first" DESC NULLS LAST,"run_id") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "move_runs_moved" ON "move_runs" USING btree ("move_id","run_id") WHERE state = 'moved';--> statement-breakpoint
CREATE INDEX "move_runs_run" ON "move_runs" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "moves_newest" ON "moves" USING btree ("workspace_id","workflow_id","id" DESC NULLS LAST);