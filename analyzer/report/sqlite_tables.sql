-- SPDX-License-Identifier: GPL-2.0-or-later
-- The tables. A session is known by its capture, time and ends (sqlite_views.sql), so that a later
-- run over the same capture replaces what an earlier one said. What a later version added to a
-- table stands in sqlite_schema.c, too, which adds it to older databases.
CREATE TABLE IF NOT EXISTS run (
  id INTEGER PRIMARY KEY, version TEXT NOT NULL, conditions TEXT NOT NULL UNIQUE,
  whole INTEGER NOT NULL, numbers TEXT);
CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
-- A row an identity; owner_id is the phone that has it: itself, or the one that alone had the
-- address of a client without a name.
CREATE TABLE IF NOT EXISTS phone (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, device TEXT, device_kind TEXT, model TEXT,
  mac TEXT, product_serial TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
  owner_id INTEGER REFERENCES phone(id));
CREATE TABLE IF NOT EXISTS certificate (
  sha256 TEXT PRIMARY KEY, subject TEXT NOT NULL, issuer TEXT NOT NULL, serial TEXT NOT NULL,
  not_before TEXT, not_after TEXT, key TEXT NOT NULL, signature TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES file(id),
  phone_id INTEGER REFERENCES phone(id),
  certificate_sha256 TEXT REFERENCES certificate(sha256),
  start TEXT NOT NULL, transport TEXT, client TEXT NOT NULL, client_port INTEGER,
  server TEXT NOT NULL, server_port INTEGER, service TEXT, store TEXT, tls_version TEXT,
  cipher TEXT, client_random TEXT, client_certificate TEXT, type TEXT, issuer_tag TEXT,
  issuer TEXT, verdict TEXT, reason TEXT, basis TEXT, announced TEXT, genuine TEXT,
  possession TEXT, outcome TEXT, alert TEXT, alert_from TEXT, coverage TEXT,
  first_frame INTEGER, certificate_frame INTEGER, alert_frame INTEGER, kind TEXT,
  interface INTEGER);
-- A row a phone of the lists that were given (--phones), with what they say of it: the last one that
-- names it.
CREATE TABLE IF NOT EXISTS listed (
  device TEXT PRIMARY KEY, model TEXT, device_pool TEXT, security_profile TEXT, lsc_status TEXT,
  lsc_issuer TEXT, lsc_expires TEXT, status TEXT);
CREATE TABLE IF NOT EXISTS finding (
  session_id INTEGER REFERENCES session(id) ON DELETE CASCADE,
  phone_id INTEGER REFERENCES phone(id),
  id TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, remedy TEXT NOT NULL,
  source TEXT NOT NULL);
