-- What is paused by the former ways goes on being so, by the one way there is now.
INSERT INTO "pauses" ("id", "workspace_id", "level", "subject_id", "since", "actor")
  SELECT gen_random_uuid(), "id", 'workspace', "id", "clock_anchor" + ("paused_at" - "clock_anchor_real") * "clock_factor", 'trellis' FROM "workspaces" WHERE "paused_at" IS NOT NULL;--> statement-breakpoint
INSERT INTO "pauses" ("id", "workspace_id", "level", "subject_id", "since", "actor")
  SELECT gen_random_uuid(), f."workspace_id", 'workflow', f."id", w."clock_anchor" + (now() - w."clock_anchor_real") * w."clock_factor", 'trellis'
  FROM "workflows" f JOIN "workspaces" w ON w."id" = f."workspace_id" WHERE f."status" = 'paused';--> statement-breakpoint
INSERT INTO "pauses" ("id", "workspace_id", "level", "subject_id", "since", "actor")
  SELECT gen_random_uuid(), r."workspace_id", 'run', r."id", w."clock_anchor" + (r."paused_at" - w."clock_anchor_real") * w."clock_factor", 'trellis'
  FROM "runs" r JOIN "workspaces" w ON w."id" = r."workspace_id" WHERE r."status" = 'paused' AND r."paused_at" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "paused_at";--> statement-breakpoint
ALTER TABLE "workspaces" DROP COLUMN "paused_at";
