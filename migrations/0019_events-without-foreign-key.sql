-- Whoever stores an event holds the lock of its lead already; to look the lead up once more for each row cost a fifth of the statement.
ALTER TABLE "events" DROP CONSTRAINT "events_lead_id_leads_id_fk";
