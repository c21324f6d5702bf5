-- The one kind of container that Airflow may create: a worker of one of the configured images, confined, on the workers' network.
-- This file writes the body for the engine, and copies only checked values from the client's body.
local json = require("json")

local worker = {}

worker.images = { json.quote(os.getenv("WORKER_IMAGE")), json.quote(os.getenv("COMPACTION_IMAGE")) }
local NETWORK = json.quote(os.getenv("DOCKER_NETWORK"))

-- The label of every container that this proxy creates, and of no other container.
local OWNER_NAME = '"io.commitlake.network"'
worker.owner = "io.commitlake.network=" .. os.getenv("DOCKER_NETWORK")

-- The folders of the host that a worker may mount, by their path in the container. A folder that isn't set isn't allowed.
local MOUNTS = {
    ['"/secrets"'] = { source = os.getenv("COMMITLAKE_SECRETS_FOLDER") or "", read_only = "true" },
    ['"/cache"'] = { source = os.getenv("COMMITLAKE_CACHE_FOLDER") or "", read_only = "false" },
}

local function is_nothing(value)
    if type(value) == "table" then
        return next(value.object or value.array) == nil
    end
    return value == nil or value == "null" or value == "false" or value == "0" or value == '""'
end

local function is_string(value)
    return type(value) == "string" and value:sub(1, 1) == '"'
end

local function exactly(wanted)
    return function(value) return json.write(value) == wanted end
end

local function is_image(value)
    return value == worker.images[1] or value == worker.images[2]
end

local function is_true(value)
    return value == "true"
end

local function is_number(value)
    return type(value) == "string" and value:match("^%d+$") ~= nil
end

local function are_strings(value)
    for _, item in ipairs(value.array or { 0 }) do
        if not is_string(item) then
            return false
        end
    end
    return true
end

-- An escape in a name could hide another name, so names with escapes are refused.
local function are_labels(value)
    for name, text in pairs(value.object or { ["no object"] = "" }) do
        local owner = name ~= OWNER_NAME or text == NETWORK
        if not name:match('^"io%.commitlake%.[%a-]+"$') or not is_string(text) or not owner then
            return false
        end
    end
    return true
end

local function are_mounts(value)
    for _, mount in ipairs(value.array or { {} }) do
        local members = mount.object or {}
        local allowed = MOUNTS[members['"Target"']]
        if not allowed or allowed.source == "" or members['"Source"'] ~= json.quote(allowed.source) then
            return false
        end
        for name, member in pairs(members) do
            if not (name == '"Source"' or name == '"Target"' or name == '"Type"' or name == '"ReadOnly"' or is_nothing(member)) then
                return false
            end
        end
        if members['"Type"'] ~= '"bind"' or (members['"ReadOnly"'] or "false") ~= allowed.read_only then
            return false
        end
    end
    return true
end

local function has_nothing(value)
    for _, member in pairs(value.object or { value }) do
        if not is_nothing(member) then
            return false
        end
    end
    return true
end

-- The members that a client may set; every other member must be empty.
local CONTAINER = {
    Cmd = are_strings, Env = are_strings, Labels = are_labels,
    Image = is_image, HostConfig = function(value) return value.object ~= nil end,
    AttachStdout = is_true, AttachStderr = is_true,
}
local HOST = {
    Memory = is_number, MemorySwap = is_number, CpuShares = is_number, NanoCpus = is_number, Mounts = are_mounts,
    NetworkMode = exactly(NETWORK), ReadonlyRootfs = is_true, LogConfig = has_nothing,
    CapDrop = exactly('["ALL"]'), SecurityOpt = exactly('["no-new-privileges"]'),
}

local function check(members, rules, where)
    for name, value in pairs(members) do
        local rule = rules[name:match('^"(%a+)"$')]
        if not is_nothing(value) and not (rule and rule(value)) then
            error("a worker's container can't have " .. where .. name .. ": " .. json.write(value):sub(1, 200), 0)
        end
    end
end

local function kept(members, ...)
    local written = {}
    for _, name in ipairs({ ... }) do
        local value = members[json.quote(name)]
        if not is_nothing(value) then
            written[#written + 1] = json.quote(name) .. ":" .. json.write(value) .. ","
        end
    end
    return table.concat(written)
end

local function bind(mount)
    local target = mount.object['"Target"']
    local source, read_only = json.quote(MOUNTS[target].source), MOUNTS[target].read_only
    return '{"Type":"bind","Source":' .. source .. ',"Target":' .. target .. ',"ReadOnly":' .. read_only .. "}"
end

-- Returns the body for the engine, or raises an error that names the forbidden member.
function worker.body(text)
    local asked = json.read(text).object or {}
    check(asked, CONTAINER, "")
    if not is_image(asked['"Image"']) then
        error("a worker's container needs the image of the worker or that of compaction", 0)
    end
    local host = (asked['"HostConfig"'] or {}).object or {}
    check(host, HOST, "HostConfig.")

    local binds, labels = {}, {}
    local mounts = host['"Mounts"']
    for _, mount in ipairs(not is_nothing(mounts) and mounts.array or {}) do
        binds[#binds + 1] = bind(mount)
    end
    local given = asked['"Labels"']
    labels.object = not is_nothing(given) and given.object or {}
    labels.object[OWNER_NAME] = NETWORK

    return '{"Image":' .. asked['"Image"'] .. ',"AttachStdout":true,"AttachStderr":true,' .. kept(asked, "Cmd", "Env")
        .. '"Labels":' .. json.write(labels)
        .. ',"HostConfig":{' .. kept(host, "Memory", "MemorySwap", "CpuShares", "NanoCpus")
        .. '"NetworkMode":' .. NETWORK .. ',"Mounts":[' .. table.concat(binds, ",") .. "]"
        .. ',"ReadonlyRootfs":true,"CapDrop":["ALL"],"SecurityOpt":["no-new-privileges"]}}'
end

return worker
