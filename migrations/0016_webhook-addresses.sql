CREATE TABLE "hooks" (
	"workspace_id" uuid NOT NULL,
	"workflow_id" uuid NOT NULL,
	"node_id" text NOT NULL,
	"token" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_at" timestamp (3) with time zone,
	"last_code" text,
	CONSTRAINT "hooks_workflow_id_node_id_pk" PRIMARY KEY("workflow_id","node_id")
);
--> statement-breakpoint
-- Addresses that are in use stay as they are.
INSERT INTO "hooks" ("workspace_id", "workflow_id", "node_id", "token")
	SELECT "workspace_id", "workflow_id", "node_id", "token" FROM "workflow_triggers" WHERE "token" IS NOT NULL;--> statement-breakpoint
DROP INDEX "workflow_triggers_token";--> statement-breakpoint
ALTER TABLE "hooks" ADD CONSTRAINT "hooks_workflow_id_workflows_id_fk" FOREIGN KEY ("workflow_id") REFERENCES "public"."workflows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "hooks_token" ON "hooks" USING btree ("token");--> statement-breakpoint
ALTER TABLE "workflow_triggers" DROP COLUMN "token";