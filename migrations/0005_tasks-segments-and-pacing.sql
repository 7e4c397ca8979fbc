CREATE TABLE "entry_queue" (
	"workspace_id" uuid NOT NULL,
	"workflow_id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"node" text NOT NULL,
	"event_id" uuid NOT NULL,
	"priority" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entry_queue_workflow_id_lead_id_event_id_pk" PRIMARY KEY("workflow_id","lead_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "scans" (
	"workspace_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"node" text DEFAULT '' NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"occurrence" text,
	"cursor" uuid,
	"done_until" timestamp (3) with time zone,
	"seen" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	CONSTRAINT "scans_workspace_id_kind_subject_id_node_pk" PRIMARY KEY("workspace_id","kind","subject_id","node")
);
--> statement-breakpoint
CREATE TABLE "split_arms" (
	"workspace_id" uuid NOT NULL,
	"workflow_id" uuid NOT NULL,
	"node" text NOT NULL,
	"lead_id" uuid NOT NULL,
	"arm" text NOT NULL,
	CONSTRAINT "split_arms_workflow_id_node_lead_id_pk" PRIMARY KEY("workflow_id","node","lead_id")
);
--> statement-breakpoint
CREATE TABLE "split_levels" (
	"workspace_id" uuid NOT NULL,
	"workflow_id" uuid NOT NULL,
	"node" text NOT NULL,
	"counts" jsonb NOT NULL,
	CONSTRAINT "split_levels_workflow_id_node_pk" PRIMARY KEY("workflow_id","node")
);
--> statement-breakpoint
CREATE TABLE "throttle_slots" (
	"key" text PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"workflow_id" uuid NOT NULL,
	"node" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "segment_members" (
	"workspace_id" uuid NOT NULL,
	"segment_id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"entered_at" timestamp (3) with time zone NOT NULL,
	"by_hand" boolean DEFAULT false NOT NULL,
	CONSTRAINT "segment_members_segment_id_lead_id_pk" PRIMARY KEY("segment_id","lead_id")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"name" text NOT NULL,
	"condition" jsonb,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sms_messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"lead_id" uuid,
	"direction" text NOT NULL,
	"number" text NOT NULL,
	"text" text NOT NULL,
	"send_key" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sms_messages_send_key_unique" UNIQUE("send_key")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"workflow_id" uuid NOT NULL,
	"node" text NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"instructions" text,
	"outcomes" jsonb NOT NULL,
	"awaited" boolean NOT NULL,
	"assignee" text,
	"due_at" timestamp (3) with time zone,
	"status" text DEFAULT 'open' NOT NULL,
	"outcome" text,
	"note" text,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workflow_triggers" ADD COLUMN "rule" jsonb;--> statement-breakpoint
ALTER TABLE "workflow_triggers" ADD COLUMN "token" text;--> statement-breakpoint
ALTER TABLE "segment_members" ADD CONSTRAINT "segment_members_segment_id_segments_id_fk" FOREIGN KEY ("segment_id") REFERENCES "public"."segments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_members" ADD CONSTRAINT "segment_members_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "entry_queue_order" ON "entry_queue" USING btree ("workspace_id","workflow_id","created_at");--> statement-breakpoint
CREATE INDEX "scans_due" ON "scans" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "throttle_slots_last" ON "throttle_slots" USING btree ("workspace_id","workflow_id","node","at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "segment_members_lead" ON "segment_members" USING btree ("workspace_id","lead_id");--> statement-breakpoint
CREATE INDEX "segment_members_newest" ON "segment_members" USING btree ("segment_id","entered_at" DESC NULLS LAST,"lead_id");--> statement-breakpoint
CREATE INDEX "segments_newest" ON "segments" USING btree ("workspace_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "sms_messages_newest" ON "sms_messages" USING btree ("workspace_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_key" ON "tasks" USING btree ("key");--> statement-breakpoint
CREATE INDEX "tasks_open" ON "tasks" USING btree ("workspace_id","due_at","id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "tasks_newest" ON "tasks" USING btree ("workspace_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "tasks_lead" ON "tasks" USING btree ("workspace_id","lead_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "tasks_run" ON "tasks" USING btree ("run_id") WHERE status = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "workflow_triggers_token" ON "workflow_triggers" USING btree ("token") WHERE token is not null;