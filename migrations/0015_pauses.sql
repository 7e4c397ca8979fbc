CREATE TABLE "pauses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"level" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"durations" text DEFAULT 'stop' NOT NULL,
	"entrants" text DEFAULT 'queue' NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	"actor" text NOT NULL,
	"reason" text,
	"resumed_at" timestamp (3) with time zone,
	"spread_seconds" integer DEFAULT 0 NOT NULL,
	"resumed_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "pauses_open" ON "pauses" USING btree ("workspace_id","level","subject_id","name") WHERE until is null;--> statement-breakpoint
CREATE INDEX "pauses_subject" ON "pauses" USING btree ("subject_id","until");