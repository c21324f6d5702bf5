-- The checks of requests for haproxy.cfg, and the creation of a worker's container.
local json = require("json")
local worker = require("worker")

local SOCKET = "unix@/var/run/docker.sock"
local MILLISECONDS = 120 * 1000

local function encoded(text)
    return (text:gsub("[^%w]", function(byte) return string.format("%%%02X", byte:byte()) end))
end

local function decoded(text)
    return (text:gsub("+", " "):gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

-- Sets txn.owner to "airflow" if this proxy created the path's container, to "another" if it didn't or there is no such
-- container, and to "unknown" if the engine doesn't answer. The engine filters by id and label together; its answer must begin
-- with the full id.
core.register_action("find_owner", { "http-req" }, function(txn)
    local id = txn.sf:path():match("/containers/(%x+)")
    local filters = '{"id":[' .. json.quote(id) .. '],"label":[' .. json.quote(worker.owner) .. "]}"
    local answer = core.httpclient():get({
        url = "http://docker/containers/json?all=1&filters=" .. encoded(filters), dst = SOCKET, timeout = MILLISECONDS,
    })
    local start = '[{"Id":' .. json.quote(id)
    local found = answer.body and answer.body:sub(1, #start) == start
    txn:set_var("txn.owner", answer.status ~= 200 and "unknown" or found and "airflow" or "another")
end)

-- The filter for a list of images that shows only the workers' images.
core.register_fetches("worker_images", function()
    return encoded('{"reference":[' .. table.concat(worker.images, ",") .. "]}")
end)

-- Sets txn.listed to "workers" if a list of containers shows only workers that this proxy created: it filters only by label, and
-- the first label is the owner's. The engine lists only containers that have all the labels.
core.register_action("judge_list", { "http-req" }, function(txn)
    local query = txn.sf:query() or ""
    local filters = query:match("^limit=%-1&all=[01]&size=0&trunc_cmd=0&filters=([%w%%+._~*-]+)$")
    local read, asked = pcall(json.read, decoded(filters or ""))
    local members = read and type(asked) == "table" and asked.object or {}
    local name, labels = next(members)
    local alone = name == '"label"' and next(members, name) == nil and type(labels) == "table"
    local workers = alone and (labels.array or {})[1] == json.quote(worker.owner)
    txn:set_var("txn.listed", workers and "workers" or "others")
end)

local function reply(applet, status, body)
    applet:set_status(status)
    applet:add_header("content-type", "application/json")
    applet:add_header("content-length", #body)
    applet:start_response()
    applet:send(body)
end

core.register_service("create_worker", "http", function(applet)
    local accepted, body = pcall(worker.body, applet:receive())
    if not accepted then
        core.Warning("create refused: " .. body)
        return reply(applet, 403, '{"message":' .. json.quote("docker-proxy: " .. body:gsub('[%c"\\]', "'")) .. "}")
    end
    local answer = core.httpclient():post({
        url = "http://docker" .. applet.path, dst = SOCKET, timeout = MILLISECONDS, body = body,
        headers = { ["content-type"] = { "application/json" } },
    })
    reply(applet, answer.status ~= 0 and answer.status or 503, answer.body or "{}")
end)
