-- SPDX-License-Identifier: GPL-2.0-or-later
-- Shows in any Wireshark with Lua what `phonecert scan -f frames=FILE` wrote: the fields of the
-- phonecert plugin, under the same names, without the plugin. docs/wireshark-lua.md tells how.
--
--   tshark -X lua_script:phonecert.lua -o phonecert.side_file:FILE -r CAPTURE -Y 'phonecert.type == "LSC"'
--
-- The file is of whoever sent it: a line that is not as it should be ends the reading, and nothing
-- is shown of a capture whose frames are not those that the file tells of.

local VERSION = "1"
local MAX_FILE = 256 * 1024 * 1024
local MAX_LINE = 1024 * 1024
local MAX_PIECE = 200 -- of a text in one line of the tree, which shows 240 bytes

-- Name in filters, title, kind, what it is. Those of the plugin, as `tshark -G fields` tells them.
local ROWS = {
    {"phonecert.summary", "Summary", "string", "All in a line"},
    {"phonecert.session", "Session", "uint32",
     "Number of the TLS session among those of this file"},
    {"phonecert.label", "Label", "string", "Type, issuer, verdict and alert, for a column"},
    {"phonecert.certificate", "Phone certificate", "none",
     "What is known of the client's certificate"},
    {"phonecert.client_key_exchange", "Phone certificate", "none",
     "The certificate that this key exchange belongs to"},
    {"phonecert.end", "Phone certificate", "none", "How the handshake of this certificate ended"},
    {"phonecert.type", "Type", "string", "LSC, MIC, other or none"},
    {"phonecert.type_id", "Type", "uint8",
     "The same as a number with a name: what it can never be is refused"},
    {"phonecert.issuer_tag", "Issuer tag", "string", "CAPF, Manufacturing, External or Unknown"},
    {"phonecert.issuer", "Issuer", "string", "The issuer's CN"},
    {"phonecert.issuer.dn", "Issuer DN", "string"},
    {"phonecert.subject.dn", "Subject DN", "string"},
    {"phonecert.serial", "Serial number", "string", "Serial number of the certificate, in hex"},
    {"phonecert.serial.bytes", "Serial number", "bytes",
     "The same as bytes, for a filter in any spelling"},
    {"phonecert.device", "Device", "string",
     "Device name (SEP and its MAC), or the CN of what is no phone"},
    {"phonecert.device_kind", "Device kind", "string",
     "phone, access-point, switch-or-router, token or other"},
    {"phonecert.model", "Model", "string"},
    {"phonecert.mac", "MAC address", "ether", "MAC address in the certificate's name"},
    {"phonecert.product_serial", "Product serial number", "string",
     "Serial number of the device"},
    {"phonecert.not_before", "Valid from", "time"},
    {"phonecert.not_after", "Valid to", "time"},
    {"phonecert.days_left", "Days left", "int32",
     "Days from the judged moment to the end of validity"},
    {"phonecert.key", "Key", "string"},
    {"phonecert.signature", "Signature", "string", "Signature algorithm of the certificate"},
    {"phonecert.sha256", "SHA-256", "string", "Fingerprint of the certificate"},
    {"phonecert.sha256.bytes", "SHA-256", "bytes",
     "The same as bytes, for a filter in any spelling"},
    {"phonecert.service", "Service", "string"},
    {"phonecert.service_basis", "Service known by", "string",
     "user, configuration, trust-list, spoken, certificate or port"},
    {"phonecert.medium", "Medium", "string", "Of 802.1X: wired or wireless, where that is known"},
    {"phonecert.basis_signature", "Signature of the basis", "string",
     "Of the trust list on which the verdict rests"},
    {"phonecert.store", "Trust store", "string",
     "The server's trust store that judges the certificate"},
    {"phonecert.client_certificate", "Client certificate", "string",
     "presented, empty, not-requested, resumed, encrypted, truncated or not-seen"},
    {"phonecert.verdict", "Verdict", "string",
     "trusted, untrusted, expired, not-yet-valid, bad-signature, revoked, malformed or unchecked"},
    {"phonecert.reason", "Reason", "string", "Why the verdict"},
    {"phonecert.basis", "Basis", "string", "store or trust-list"},
    {"phonecert.announced", "Issuer announced", "string",
     "Whether the server's CertificateRequest names the issuer: yes, no, no-list. A name is no proof"},
    {"phonecert.genuine", "Genuine Cisco CA", "string",
     "Whether the issuer's key identifier is that of Cisco's CA of this name"},
    {"phonecert.possession", "Possession of the key", "string",
     "Whether CertificateVerify was checked: verified, failed, not-seen, not-checkable"},
    {"phonecert.outcome", "Outcome", "string", "accepted, rejected, reset, closed or incomplete"},
    {"phonecert.alert", "Alert", "string",
     "The alert that ended the handshake, by its name in the RFC"},
    {"phonecert.coverage", "Coverage", "string", "whole, or what the capture lacks first"},
    {"phonecert.finding.severity", "Severity", "string", "error, warning or note"},
    {"phonecert.finding.source", "Source", "string",
     "Where the finding and its remedy are written"},
    {"phonecert.alert.level", "Alert level", "string", "fatal or warning"},
    {"phonecert.alert.from", "Alert from", "string", "client or server"},
    {"phonecert.client", "Client", "string",
     "Address of the phone's end, whichever side this frame is from"},
    {"phonecert.server", "Server", "string", "Address of the server's end"},
    {"phonecert.announced_ca", "Announced CA", "string",
     "A CA that the server's CertificateRequest names; as many as there are"},
    {"phonecert.server.subject", "Server's subject", "string",
     "Subject of the server's certificate"},
    {"phonecert.server.issuer", "Server's issuer", "string",
     "Issuer of the server's certificate"},
    {"phonecert.server.sha256", "Server's SHA-256", "string",
     "Fingerprint of the server's certificate"},
    {"phonecert.server.port", "Server port", "uint32"},
    {"phonecert.finding.frame", "Decided in frame", "frame",
     "The frame that decides the finding"},
    {"phonecert.finding", "Finding", "string", "Id of a finding"},
    {"phonecert.finding.text", "Finding text", "string"},
    {"phonecert.remedy", "Remedy", "string", "What to do"},
    {"phonecert.remedy.step", "Step", "string",
     "A step of the remedy, or a part of one: what it interrupts comes first"},
    {"phonecert.certificate_frame", "Certificate in frame", "frame",
     "The frame that completes the client's Certificate message"},
    {"phonecert.client_key_exchange_frame", "ClientKeyExchange in frame", "frame"},
    {"phonecert.outcome_frame", "Outcome in frame", "frame",
     "The frame that decided the outcome"},
    {"phonecert.full_handshake_frame", "Full handshake in frame", "frame",
     "Where the resumed session showed its certificate"},
}

-- Id, severity, title.
local FINDINGS = {
    {"lsc-foreign-cluster", "error", "The phone shows an LSC of another cluster"},
    {"lsc-previous-capf", "error", "The LSC is of this cluster's previous CAPF certificate"},
    {"capf-invalid-lsc", "error", "CAPF refuses the phone's LSC"},
    {"dot1x-untrusted", "error",
     "The 802.1X server does not hold the CA of the phone's certificate"},
    {"vpn-untrusted", "error", "The VPN gateway does not hold the CA of the phone's certificate"},
    {"lsc-expired", "error", "The LSC has expired"},
    {"mic-expired", "error", "The MIC has expired"},
    {"mic-ca3-untrusted", "error", "A new phone's manufacturing CA is unknown to the server"},
    {"mic-sha2-untrusted", "error", "Cisco Manufacturing CA SHA2 is unknown to the server"},
    {"mic-not-in-callmanager", "error", "CallManager does not accept MICs of this CA"},
    {"no-certificate", "error", "The phone was asked for a certificate and has none"},
    {"capf-auth-failed", "error", "CAPF refused the phone's authentication"},
    {"lsc-key-usage", "error", "The LSC's key usage does not allow TLS"},
    {"capf-ca-constraints", "error", "The CA above the LSC may not sign certificates"},
    {"lsc-external-root-missing", "error", "The enterprise CA above the LSC is not in the store"},
    {"weak-signature-policy", "error", "A strict server refuses this signature or key"},
    {"tls-version-refused", "error", "The peers have no TLS version in common"},
    {"cipher-refused", "error", "The peers have no cipher suite in common"},
    {"not-yet-valid", "error", "The certificate is not valid yet"},
    {"trust-list-foreign", "error",
     "The phone does not believe this server: its trust lists do not vouch for it"},
    {"dot1x-lsc-only-mic-trusted", "error",
     "The 802.1X server trusts MICs only, and the phone shows its LSC"},
    {"root-missing", "error", "The store holds the issuing CA but not its root"},
    {"bad-signature", "error",
     "A CA of the right name is in the store, but it did not sign this certificate"},
    {"forged-ca", "error", "The issuer bears a Cisco CA's name, but it is not that CA"},
    {"untrusted-issuer", "error",
     "The server's store does not lead to this certificate's issuer"},
    {"certificate-revoked", "error", "The certificate is revoked"},
    {"certificate-malformed", "error", "The certificate cannot be read"},
    {"possession-failed", "error", "The client could not prove that the certificate is its own"},
    {"security-mismatch-403", "error",
     "CUCM answers that the phone's security does not match its profile"},
    {"registration-refused", "error", "TLS succeeded, and SIP refused the registration"},
    {"server-refused", "error", "The server refused the handshake, and nothing here says why"},
    {"phone-ended-handshake", "error", "The phone ended the handshake"},
    {"capf-ended-early", "warning", "The CAPF session ended before anything was exchanged"},
    {"name-mismatch", "warning",
     "The handshake succeeded and the server hung up: perhaps the name does not match"},
    {"store-disagrees-refused", "warning",
     "The given store trusts the certificate, the server did not"},
    {"store-disagrees-accepted", "warning",
     "The given store does not trust the certificate, the server did"},
    {"server-certificate-expired", "warning", "The server's certificate has expired"},
    {"server-certificate-not-in-trust-list", "warning",
     "The server's certificate is not in the phone's trust list"},
    {"lsc-expires-soon", "warning", "The LSC expires soon"},
    {"mic-expires-soon", "warning", "The MIC expires soon"},
    {"same-certificate-two-phones", "warning", "Two devices show the same certificate"},
    {"certificate-changed-on-path", "warning",
     "The certificate differs between two captures of the same handshake"},
    {"clock-suspect", "warning", "A clock is wrong: the capture's, the server's or the issuer's"},
    {"weak-key", "warning", "The certificate's key is too short"},
    {"weak-signature", "warning", "The certificate is signed with an outdated hash"},
    {"name-differs", "warning", "The device registers under another name than its certificate's"},
    {"log-contradicts", "warning", "Phone log and capture say different things"},
    {"signed-file-altered", "warning",
     "A trust list or configuration that a phone fetched does not verify"},
    {"tvs-refused", "warning", "TVS does not vouch for a server's certificate"},
    {"secure-profile-not-used", "warning", "The phone is configured to be secure and is not"},
    {"lsc-not-shown", "warning",
     "The phone shows another certificate, its MIC, than CUCM knows of it"},
    {"timeout-at-certificate-request", "warning",
     "The phone fell silent when it was asked for its certificate"},
    {"tcp-refused", "error", "The server refused the connection"},
    {"tcp-no-answer", "error", "The server did not answer at all"},
    {"radius-no-answer", "error", "The RADIUS server does not answer"},
    {"radius-answer-ignored", "error", "The switch does not take the RADIUS server's answer"},
    {"radius-fragments-lost", "error",
     "Only the first IP fragment of large RADIUS packets is there"},
    {"eap-peer-silent", "warning", "The phone does not answer the switch"},
    {"evidence-limited", "note", "A limit kept something from being judged"},
    {"capture-silent", "note", "The capture holds more than could be read"},
    {"mic-lsc-mixed", "warning", "One phone shows its MIC here and its LSC there"},
    {"lsc-deleted", "warning", "The phone's LSC was deleted"},
    {"lsc-not-recorded", "note", "The phone shows an LSC that this CUCM did not install"},
    {"issuer-not-announced", "note",
     "The server's list of accepted CAs does not name this issuer"},
    {"mic-ends-2029", "note", "This MIC ends on 14 May 2029 with its CA"},
    {"lsc-installed", "note", "The phone got its LSC between these two times"},
    {"resumed-unknown", "note", "A resumed session: no certificate is sent"},
    {"tls13-dark", "note", "TLS 1.3 hides the client's certificate"},
    {"renegotiated", "note",
     "The certificate was shown in a later handshake on the same connection"},
    {"self-signed-temporary", "note", "The device shows a self-signed certificate of its own"},
    {"mic-unknown-ca", "error", "The MIC is of a Cisco CA that is not known here"},
    {"client-auth-missing", "error",
     "The certificate, or a CA above it, does not allow a TLS client"},
    {"srst-untrusted", "error",
     "The SRST router does not hold the CA of the phone's certificate"},
    {"provisioning-untrusted", "error",
     "The provisioning server does not hold the CA of the phone's certificate"},
    {"tomcat-trust-missing", "error", "CUCM does not hold the CA of Expressway-C's certificate"},
    {"gateway-certificate-unknown", "error",
     "CUCM does not hold the analog gateway's own certificate"},
    {"oauth-port-mismatch", "error", "CUCM answers that SIP OAuth and the port do not fit"},
    {"phone-clock-suspect", "error",
     "The phone takes the server's certificate for expired, and it is not"},
    {"dot1x-server-refused", "error", "The phone does not trust the 802.1X server"},
    {"vpn-gateway-refused", "error", "The phone does not accept the VPN gateway's certificate"},
    {"srst-router-refused", "error", "The phone does not accept the SRST router's certificate"},
    {"tomcat-not-trusted", "error", "The client does not trust CUCM's Tomcat certificate"},
    {"web-server-refused", "error", "The phone does not trust the web server"},
    {"provisioning-server-refused", "error", "The phone does not trust the provisioning server"},
    {"cert-hash-differs", "warning",
     "CUCM knows another certificate of this phone than the one shown"},
    {"ca-client-auth-missing", "note",
     "A CA above the certificate will be refused by servers that check with OpenSSL"},
    {"pasted-certificate-differs", "warning",
     "The certificate that was pasted is not the one printed above it"},
}

local HIDDEN = {
    ["phonecert.certificate"] = true,
    ["phonecert.client_key_exchange"] = true,
    ["phonecert.end"] = true,
    ["phonecert.type_id"] = true,
    ["phonecert.serial.bytes"] = true,
    ["phonecert.sha256.bytes"] = true,
}
local TYPES = {"LSC", "MIC", "other", "none"}
local RELATIONS = {
    ["phonecert.certificate_frame"] = frametype.REQUEST,
    ["phonecert.outcome_frame"] = frametype.RESPONSE,
}
local ARGUMENT = ...

local function say(sentence)
    io.stderr:write("phonecert.lua: " .. sentence .. "\n")
end

if pcall(Field.new, "phonecert.label") then
    say("the phonecert plugin is loaded and shows the same: this script does nothing")
    return
end

-- ---- what is registered -----------------------------------------------------------------------

local phonecert = Proto("phonecert", "Phone certificate (LSC, MIC)")

local MAKERS = {
    string = function(row) return ProtoField.string(row[1], row[2], base.NONE, row[4]) end,
    uint32 = function(row) return ProtoField.uint32(row[1], row[2], base.DEC, nil, nil, row[4]) end,
    uint8 = function(row) return ProtoField.uint8(row[1], row[2], base.DEC, TYPES, nil, row[4]) end,
    int32 = function(row) return ProtoField.int32(row[1], row[2], base.DEC, nil, nil, row[4]) end,
    none = function(row) return ProtoField.none(row[1], row[2], row[4]) end,
    bytes = function(row) return ProtoField.bytes(row[1], row[2], base.NONE, row[4]) end,
    ether = function(row) return ProtoField.ether(row[1], row[2], row[4]) end,
    time = function(row) return ProtoField.absolute_time(row[1], row[2], base.UTC, row[4]) end,
    frame = function(row)
        return ProtoField.framenum(row[1], row[2], base.NONE, RELATIONS[row[1]], nil, row[4])
    end,
}

local fields, kinds, titles, experts, names = {}, {}, {}, {}, {}
for _, row in ipairs(ROWS) do
    fields[row[1]] = MAKERS[row[3]](row)
    kinds[row[1]], titles[row[1]] = row[3], row[2]
end
local trouble = ProtoField.string("phonecert.side_file", "Side file", base.NONE,
                                  "Why the file that phonecert scan -f frames=FILE wrote is not shown")
local SEVERITIES = {note = expert.severity.NOTE, warning = expert.severity.WARN,
                    error = expert.severity.ERROR}
for _, row in ipairs(FINDINGS) do
    local name = "phonecert.finding." .. row[1]
    experts[row[1]] = ProtoExpert.new(name, row[3], expert.group.SECURITY, SEVERITIES[row[2]])
    names[row[1]] = ProtoField.none(name, row[3])
end

local function list_of(...)
    local list = {}
    for _, some in ipairs({...}) do
        for _, one in pairs(some) do
            list[#list + 1] = one
        end
    end
    return list
end
phonecert.fields = list_of(fields, names, {trouble})
phonecert.experts = list_of(experts)
phonecert.prefs.side_file = Pref.string("Side file", "",
    "What phonecert scan -f frames=FILE wrote of the capture, or of several; " ..
    "without it the environment's PHONECERT_FRAMES")
phonecert.prefs.info_column = Pref.bool("Note the label in the Info column", false,
    "Adds type, issuer, verdict and alert to the Info column of the frames that tell them")

local time_of = Field.new("frame.time_epoch")
local stream_of = {tcp = Field.new("tcp.stream"), udp = Field.new("udp.stream")}

-- ---- the side file ----------------------------------------------------------------------------

local function unescape(text)
    return (text:gsub("\\x(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
end

-- Seconds and nanoseconds; nil where it is no time.
local function read_time(text)
    local seconds, rest = text:match("^(%-?%d+)%.(%-?%d+)$")
    if not seconds then
        return nil
    end
    return {tonumber(seconds), tonumber(rest)}
end

local function ends_key(transport, one, one_port, other, other_port)
    local ends = {one .. " " .. one_port, other .. " " .. other_port}
    table.sort(ends)
    return transport .. " " .. ends[1] .. " " .. ends[2]
end

local function frame_of(capture, number)
    local frame = capture.frames[number] or {rows = {}}
    capture.frames[number] = frame
    return frame
end

-- One function for each kind of line: it adds to the list of captures, or gives false.
local READERS = {
    capture = function(captures, cells)
        local n_frames, first = tonumber(cells[2]), read_time(cells[3] or "")
        if not n_frames or not first or not cells[4] then
            return false
        end
        captures[#captures + 1] = {n_frames = n_frames, first = first, name = unescape(cells[4]),
                                   frames = {}, sessions = {}, by_ends = {}}
        return true
    end,
    session = function(captures, cells)
        local capture, number, first = captures[#captures], tonumber(cells[2]), tonumber(cells[3])
        if not capture or not number or not first or #cells ~= 8 then
            return false
        end
        local session = {number = number, first = first, transport = cells[4]}
        local key = ends_key(cells[4], cells[5], cells[6], cells[7], cells[8])
        capture.sessions[first] = capture.sessions[first] or {}
        table.insert(capture.sessions[first], session)
        capture.by_ends[key] = capture.by_ends[key] or {}
        table.insert(capture.by_ends[key], session)
        return true
    end,
    frame = function(captures, cells)
        local capture, number, time = captures[#captures], tonumber(cells[2]), read_time(cells[3] or "")
        if not capture or not number or not time then
            return false
        end
        frame_of(capture, number).time = time
        return true
    end,
    field = function(captures, cells)
        local capture, number, depth = captures[#captures], tonumber(cells[2]), tonumber(cells[3])
        if not capture or not number or not depth or not kinds[cells[4]] or not cells[5] then
            return false
        end
        table.insert(frame_of(capture, number).rows, {depth, cells[4], unescape(cells[5])})
        return true
    end,
}

-- The last line: a file without it is not whole.
READERS["end"] = function(captures, cells)
    captures.is_whole = tonumber(cells[2]) == #captures
    return captures.is_whole
end

local function split(line)
    local cells = {}
    for cell in (line .. "\t"):gmatch("([^\t]*)\t") do
        cells[#cells + 1] = cell
    end
    return cells
end

-- The captures that a file tells of; nil and a sentence where it cannot be taken.
local function read_captures(file)
    local size, captures, n = file:seek("end"), {}, 1
    file:seek("set")
    if not size or size > MAX_FILE then
        return nil, "is larger than 256 MiB"
    end
    local content = file:read("*a") or ""
    local version, at = content:match("^phonecert%-frames\t(%d+)\r?\n()")
    if not version then
        return nil, "is not what phonecert scan -f frames=FILE writes"
    elseif version ~= VERSION then
        return nil, "is of version " .. version .. " of the format, and this script reads " .. VERSION
    end
    for line in content:sub(at):gmatch("([^\n]*)\n") do
        n = n + 1
        local cells = #line <= MAX_LINE and split((line:gsub("\r$", ""))) or {}
        local reader = not captures.is_whole and READERS[cells[1]]
        if not reader or not reader(captures, cells) then
            return nil, "line " .. n .. " is not as it should be"
        end
    end
    if not captures.is_whole or content:byte(#content) ~= 10 then
        return nil, "is not whole"
    end
    return captures
end

local function side_file_path()
    for _, path in ipairs({phonecert.prefs.side_file or "", ARGUMENT or "",
                           os.getenv("PHONECERT_FRAMES") or ""}) do
        if path ~= "" then
            return path
        end
    end
end

local state -- of the open capture

-- Refuses what is wrong with the side file: once on standard error, and on the first frame.
local function refuse(sentence)
    state.capture = nil
    if not state.trouble then
        state.trouble = sentence
        say(sentence)
    end
end

local function open_side_file()
    local path = side_file_path()
    if not path then
        refuse("no side file is named: set the preference phonecert.side_file to what phonecert " ..
               "scan -f frames=FILE wrote")
        return
    end
    local file, why = io.open(path, "rb")
    if not file then
        refuse(why)
        return
    end
    local captures, what = read_captures(file)
    file:close()
    if captures then
        state.path, state.captures = path, captures
    else
        refuse(path .. ": " .. what)
    end
end

-- ---- whether it belongs to the capture --------------------------------------------------------

-- Times of frames are kept to the microsecond.
local function is_at(time, now)
    local difference = (time[1] - now.secs) * 1e9 + (time[2] - now.nsecs)
    return difference > -1000 and difference < 1000
end

local function choose(now)
    local fitting = {}
    for _, capture in ipairs(state.captures) do
        if capture.n_frames > 0 and is_at(capture.first, now) then
            fitting[#fitting + 1] = capture
        end
    end
    if #fitting == 0 then
        refuse(state.path .. " tells of no capture that begins with this frame: phonecert scan -f " ..
               "frames=FILE of this capture writes the right one")
    end
    for _, capture in ipairs(fitting) do
        if capture.n_frames ~= fitting[1].n_frames then
            refuse(state.path .. " tells of several captures that begin with this frame: " ..
                   capture.name .. " is one of them; scan this one alone")
            return
        end
    end
    state.capture = fitting[1]
end

local function say_count(so_far)
    refuse(string.format("%s tells of a capture of %d frames, and this one has %d: scan it again",
                         state.path, state.capture.n_frames, so_far))
end

-- Nothing of a frame is shown before it is known to be the one that was scanned.
local function check(number, now, visited)
    if number == 1 and state.captures and not state.capture and not state.trouble then
        choose(now)
    end
    local capture = state.capture
    if not capture then
        return
    end
    state.n_seen = math.max(state.n_seen, number)
    local frame = capture.frames[number]
    if state.n_seen > capture.n_frames or
        (visited and not gui_enabled() and state.n_seen < capture.n_frames) then
        say_count(state.n_seen)
    elseif frame and frame.time and not is_at(frame.time, now) then
        refuse(string.format("%s: frame %d of this capture came at another time than the one that " ..
                             "was scanned: scan it again", state.path, number))
    end
end

-- ---- the tree ---------------------------------------------------------------------------------

-- How many bytes of a text stand in one line: as the plugin parts them, at a space, and no character.
local function piece_of(text)
    if #text <= MAX_PIECE then
        return #text
    end
    for at = MAX_PIECE + 1, 2, -1 do
        if text:byte(at) == 32 then
            return at - 1
        end
    end
    for at = MAX_PIECE + 1, 2, -1 do
        if text:byte(at) < 0x80 or text:byte(at) >= 0xc0 then
            return at - 1
        end
    end
    return MAX_PIECE
end

-- The pieces of a text.
local function pieces_of(text)
    local pieces = {}
    while text ~= "" do
        local len = piece_of(text)
        pieces[#pieces + 1] = text:sub(1, len)
        text = text:sub(len + 1):gsub("^ +", "")
    end
    return pieces
end

local function add_string(tree, name, value)
    local item = tree:add(fields[name], value)
    local pieces = pieces_of(value)
    if #pieces > 1 then
        item:set_text(titles[name] .. ": " .. pieces[1])
        for i = 2, #pieces do
            tree:add(phonecert, pieces[i]):set_text(pieces[i]):set_generated()
        end
    end
    return item
end

-- Bytes are a text that is as long as some part of the frame; what is longer than the frame comes by
-- a buffer of its own, which Wireshark shows beside it.
local function add_bytes(tree, name, value)
    local bytes = ByteArray.new((value:gsub("[^%x]", "")))
    local len = bytes:len()
    if len == 0 then
        return nil
    elseif len <= state.tvb:captured_len() then
        return tree:add(fields[name], state.tvb:range(0, len), bytes:raw())
    end
    return tree:add(fields[name], bytes:tvb(titles[name]):range(0, len))
end

local function add_ether(tree, name, value)
    return tree:add(fields[name], Address.ether(value))
end

local function add_number(tree, name, value)
    local number = tonumber(value)
    return number and tree:add(fields[name], number) or nil
end

local function add_heading(tree, name)
    return tree:add(fields[name])
end

local ADDERS = {
    none = add_heading,
    string = add_string,
    bytes = add_bytes,
    ether = add_ether,
    uint8 = add_number,
    uint32 = add_number,
    int32 = add_number,
    frame = add_number,
    time = function(tree, name, value)
        local number = tonumber(value)
        return number and tree:add(fields[name], NSTime.new(number, 0)) or nil
    end,
}

local function add(tree, name, value)
    local adder = ADDERS[kinds[name]]
    local item = adder and adder(tree, name, value)
    if item then
        item:set_generated()
        if HIDDEN[name] then
            item:set_hidden()
        end
    end
    return item
end

-- A finding's rows become its expert info, counted on the frame that decides it.
local function put_expert(finding)
    local what = experts[finding.id]
    if not what then
        return
    end
    if finding.elsewhere then
        finding.item:add(names[finding.id]):set_generated():set_hidden()
    else
        local pieces = pieces_of(finding.text or "")
        finding.item:add_proto_expert_info(what, (pieces[1] or "") .. (pieces[2] and " ..." or ""))
    end
end

local function draw(frame, tree, pinfo)
    local summary = frame.rows[1] and frame.rows[1][3] or ""
    local top = tree:add(phonecert)
    top:set_text("Phone certificate: " .. summary):set_generated()
    local parents, finding, remedy, n_steps = {[0] = top}, nil, nil, 0
    local function end_remedy()
        if remedy then
            remedy:set_text(string.format("Remedy: %d step%s", n_steps, n_steps == 1 and "" or "s"))
        end
        remedy, n_steps = nil, 0
    end
    local function end_finding()
        end_remedy()
        if finding then
            put_expert(finding)
        end
        finding = nil
    end
    for _, row in ipairs(frame.rows) do
        local depth, name, value = row[1], row[2], row[3]
        local parent = parents[depth] or top
        if depth == 0 then
            end_finding()
        end
        if name == "phonecert.remedy.step" then
            n_steps = n_steps + 1
            for _, piece in ipairs(pieces_of(value)) do
                add(parent, name, piece)
            end
        elseif name == "phonecert.remedy" then
            remedy = parent:add(fields[name], value)
            remedy:set_generated()
            parents[depth + 1] = remedy
        else
            local item = add(parent, name, value)
            if name == "phonecert.finding" then
                finding = {id = value, item = item}
                parents[1] = item
            elseif name == "phonecert.finding.text" and finding then
                finding.text = value
            elseif name == "phonecert.finding.frame" and finding then
                finding.elsewhere = true
            elseif name == "phonecert.label" and phonecert.prefs.info_column then
                pinfo.cols.info:append(" [" .. value .. "]")
            end
        end
    end
    end_finding()
end

-- ---- the number of its session on every other frame -------------------------------------------

local function last_stream(transport)
    local all = {stream_of[transport]()}
    return #all > 0 and transport .. " " .. tostring(all[#all].value) or nil
end

local function learn(number)
    for _, session in ipairs(state.capture.sessions[number] or {}) do
        local stream = stream_of[session.transport] and last_stream(session.transport)
        if stream and not session.stream then
            session.stream = stream
            state.streams[stream] = state.streams[stream] or {}
            table.insert(state.streams[stream], session)
        end
    end
end

-- The sessions of a frame's conversation; before its first one came, by its ends.
local function sessions_of(pinfo)
    for transport in pairs(stream_of) do
        local stream = last_stream(transport)
        if stream and state.streams[stream] then
            return state.streams[stream]
        elseif stream and not pinfo.visited then
            local key = ends_key(transport, tostring(pinfo.src), pinfo.src_port, tostring(pinfo.dst),
                                 pinfo.dst_port)
            local later = {}
            for _, session in ipairs(state.capture.by_ends[key] or {}) do
                if session.first >= pinfo.number then
                    later[#later + 1] = session
                end
            end
            return later
        end
    end
    return {}
end

local function draw_number(pinfo, tree, frame)
    local found = frame and frame.rows[1] and {number = tonumber(frame.rows[1][3]) or 0}
    for i, session in ipairs(sessions_of(pinfo)) do
        if not found or i == 1 or session.first <= pinfo.number then
            found = session
        end
    end
    if found then
        tree:add(fields["phonecert.session"], found.number):set_generated():set_hidden()
    end
end

-- ---- the post-dissector -----------------------------------------------------------------------

function phonecert.init()
    state = {n_seen = 0, streams = {}}
    open_side_file()
end

function phonecert.dissector(tvb, pinfo, tree)
    if not state then
        return
    end
    state.tvb = tvb
    local now = time_of()
    check(pinfo.number, now and now.value or {secs = 0, nsecs = 0}, pinfo.visited)
    if state.trouble and pinfo.number == 1 then
        tree:add(phonecert):set_text("Phone certificate: " .. state.trouble):set_generated()
        tree:add(trouble, state.trouble):set_generated():set_hidden()
    end
    if not state.capture then
        return
    end
    learn(pinfo.number)
    local frame = state.capture.frames[pinfo.number]
    if frame and frame.rows[1] and frame.rows[1][2] == "phonecert.summary" then
        draw(frame, tree, pinfo)
    else
        draw_number(pinfo, tree, frame)
    end
end

-- At the end of the capture its frames are counted.
local listener = Listener.new("frame")
function listener.draw()
    local capture = state and state.capture
    if capture and state.n_seen < capture.n_frames and not gui_enabled() then
        say_count(state.n_seen)
    end
end

register_postdissector(phonecert)
