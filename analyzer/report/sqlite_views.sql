-- SPDX-License-Identifier: GPL-2.0-or-later
-- What is asked of the tables. Views are made anew by every run, so that an older database has
-- today's. docs/json.md says what their numbers mean; tests/reports/numbers.py holds them to what
-- the other formats say.
CREATE UNIQUE INDEX IF NOT EXISTS session_place ON session (
  file_id, start, client, ifnull(client_port, -1), server, ifnull(server_port, -1),
  ifnull(first_frame, -1), ifnull(kind, ''));
CREATE INDEX IF NOT EXISTS session_phone ON session (phone_id, service, start);
CREATE INDEX IF NOT EXISTS session_client ON session (client, phone_id);
CREATE INDEX IF NOT EXISTS phone_owner ON phone (owner_id);
CREATE UNIQUE INDEX IF NOT EXISTS finding_once ON finding (
  ifnull(session_id, -1), ifnull(phone_id, -1), id, message);
CREATE INDEX IF NOT EXISTS phone_device ON phone (upper(device));
DROP VIEW IF EXISTS roll;
DROP VIEW IF EXISTS totals;
DROP VIEW IF EXISTS issuer_phones;
DROP VIEW IF EXISTS device;
DROP VIEW IF EXISTS failing;
DROP VIEW IF EXISTS expiry;
DROP VIEW IF EXISTS phone_latest;
-- The latest session of each phone with each service. What a phone told under its name goes before
-- what is its own by its address only; of two at one time (a capture and a cut copy of it) the one
-- that tells more is taken.
CREATE VIEW phone_latest AS
  SELECT owner.device, owner.model, owner.mac, owner.product_serial, owner.id AS owner_id,
    session.*
  FROM phone AS owner JOIN phone ON phone.owner_id = owner.id
  JOIN session ON session.phone_id = phone.id
  WHERE session.id = (
    SELECT later.id FROM phone AS part JOIN session AS later ON later.phone_id = part.id
      JOIN file ON file.id = later.file_id
    WHERE part.owner_id = phone.owner_id AND later.service IS session.service
    ORDER BY part.id <> part.owner_id, part.key, later.start DESC, later.coverage DESC,
      later.service_basis DESC, file.path DESC, later.first_frame DESC, later.id DESC LIMIT 1);
-- What fails now, and why; also what only several sessions of a phone show together.
CREATE VIEW failing AS
  SELECT latest.owner_id, latest.device, latest.model, latest.service, latest.type, latest.issuer,
    latest.verdict, latest.outcome, finding.id AS finding, finding.message, finding.remedy
  FROM phone_latest AS latest JOIN finding ON finding.session_id = latest.id
  WHERE finding.severity = 'error'
  UNION ALL
  SELECT phone.id, phone.device, phone.model, NULL, NULL, NULL, NULL, NULL, finding.id,
    finding.message, finding.remedy
  FROM finding JOIN phone ON phone.id = finding.phone_id WHERE finding.severity = 'error';
-- All phones of the lists, and what became of each.
CREATE VIEW roll AS
  SELECT listed.*, CASE WHEN max(seen.id) IS NULL THEN 'not_seen'
      WHEN max(seen.id IN (SELECT owner_id FROM failing)) THEN 'seen_failing'
      ELSE 'seen_fine' END AS fate
  FROM listed LEFT JOIN phone AS seen
    ON upper(seen.device) = listed.device AND seen.owner_id = seen.id
  GROUP BY listed.device;
-- Who was seen, once each, with the certificate shown last; counts_as is the number of `totals`
-- that it counts in.
CREATE VIEW device AS
  SELECT phone.id, ifnull(phone.device, substr(phone.key, instr(phone.key, ' ') + 1)) AS name,
    phone.device, phone.device_kind, phone.model, phone.mac, phone.product_serial,
    CASE WHEN coalesce(phone.device, phone.mac, phone.product_serial) IS NULL THEN 'nameless'
      WHEN ifnull(phone.device_kind, 'phone') <> 'phone' THEN 'other_devices'
      ELSE 'phones' END AS counts_as,
    ifnull((SELECT latest.type FROM phone_latest AS latest
      WHERE latest.owner_id = phone.id AND latest.type IN ('LSC', 'MIC')
      ORDER BY latest.start DESC, latest.service LIMIT 1), shown.type) AS type,
    shown.issuer, shown.issuer_tag, shown.certificate_sha256,
    phone.id IN (SELECT owner_id FROM failing) AS to_fix
  FROM phone LEFT JOIN session AS shown ON shown.id = (
    SELECT session.id FROM session
    WHERE session.phone_id = phone.id AND session.certificate_sha256 IS NOT NULL
    ORDER BY session.start DESC, session.certificate_sha256, session.id LIMIT 1)
  WHERE phone.owner_id = phone.id;
-- The CAs, by the devices whose certificate shown last they signed.
CREATE VIEW issuer_phones AS
  SELECT device.issuer, device.issuer_tag, count(*) AS phones, sum(device.to_fix) AS failing,
    min(certificate.not_after) AS first_end
  FROM device JOIN certificate ON certificate.sha256 = device.certificate_sha256
  WHERE device.issuer IS NOT NULL GROUP BY device.issuer;
CREATE VIEW expiry AS
  SELECT DISTINCT phone.device, session.type, session.issuer, certificate.not_after
  FROM session JOIN phone ON phone.id = session.phone_id
  JOIN certificate ON certificate.sha256 = session.certificate_sha256
  ORDER BY certificate.not_after;
-- The numbers of every report, of all that is in here. A conversation that two captures hold is one
-- handshake; the same hello twice in one place is two.
CREATE VIEW totals AS
  WITH place AS (
    SELECT substr(client_random, 1, 32) AS random, count(*) AS n FROM session
    WHERE kind IS NULL AND client_random IS NOT NULL
    GROUP BY substr(client_random, 1, 32), file_id, interface, client, server, client_port),
  conversation AS (SELECT max(n) AS n FROM place GROUP BY random),
  handshake AS (
    SELECT (SELECT ifnull(sum(n), 0) FROM conversation)
      + (SELECT count(*) FROM session WHERE kind IS NULL AND client_random IS NULL) AS n)
  SELECT handshake.n AS handshakes,
    (SELECT count(*) FROM session WHERE kind IS NULL) - handshake.n AS seen_again,
    (SELECT count(*) FROM session WHERE kind IS NOT NULL) AS events,
    (SELECT count(*) FROM device WHERE counts_as = 'phones') AS phones,
    (SELECT count(*) FROM device WHERE counts_as = 'phones' AND type = 'LSC') AS lsc,
    (SELECT count(*) FROM device WHERE counts_as = 'phones' AND type = 'MIC') AS mic,
    (SELECT count(*) FROM device WHERE counts_as = 'nameless') AS nameless,
    (SELECT count(*) FROM device WHERE counts_as = 'other_devices') AS other_devices,
    (SELECT count(*) FROM device WHERE to_fix) AS to_fix,
    (SELECT count(DISTINCT certificate_sha256) FROM session
      WHERE phone_id IS NOT NULL) AS certificates,
    (SELECT count(*) FROM session WHERE verdict = 'unchecked') AS unchecked
  FROM handshake;
