-- Reads JSON strictly, so that every other parser sees the same values. The engine's parser, Go's, ignores the case of names and
-- merges duplicate names. So a duplicate name is an error here, and callers must compare names exactly.
--
-- A scalar is returned as its text, such as '"word"' or 'true', so that it can be written again unchanged.
local json = {}

local DEEPEST = 16
local value

local function after_space(text, at)
    return text:find("[^ \t\r\n]", at) or #text + 1
end

local function fail(at, why)
    error("this proxy doesn't accept the body's JSON: " .. why .. " at character " .. at, 0)
end

local function quoted(text, at)
    local from = at + 1
    while true do
        local stop = text:find('[%z\1-\31"\\]', from)
        local found = stop and text:sub(stop, stop)
        if found == '"' then
            return text:sub(at, stop), stop + 1
        elseif found ~= "\\" then
            fail(at, "a string doesn't end")
        end
        from = stop + 2
    end
end

-- Calls member(at) for each member between the brackets; member returns the position after it.
local function members(text, at, close, member)
    at = after_space(text, at + 1)
    if text:sub(at, at) == close then
        return at + 1
    end
    while true do
        at = after_space(text, member(at))
        local found = text:sub(at, at)
        if found == close then
            return at + 1
        elseif found ~= "," then
            fail(at, "expected a comma or " .. close)
        end
        at = after_space(text, at + 1)
    end
end

local function object(text, at, depth)
    local read = {}
    local stop = members(text, at, "}", function(from)
        if text:sub(from, from) ~= '"' then
            fail(from, "expected a name")
        end
        local name, next = quoted(text, from)
        next = after_space(text, next)
        if read[name] or text:sub(next, next) ~= ":" then
            fail(from, "the name " .. name .. " is a duplicate or has no value")
        end
        read[name], next = value(text, after_space(text, next + 1), depth + 1)
        return next
    end)
    return { object = read }, stop
end

local function array(text, at, depth)
    local read = {}
    local stop = members(text, at, "]", function(from)
        local next
        read[#read + 1], next = value(text, from, depth + 1)
        return next
    end)
    return { array = read }, stop
end

function value(text, at, depth)
    local first = text:sub(at, at)
    if depth > DEEPEST then
        fail(at, "the nesting is too deep")
    elseif first == "{" then
        return object(text, at, depth)
    elseif first == "[" then
        return array(text, at, depth)
    elseif first == '"' then
        return quoted(text, at)
    end
    local word = text:match("^[%w.+-]+", at) or ""
    if word ~= "true" and word ~= "false" and word ~= "null" and not word:match("^-?%d[%d.eE+-]*$") then
        fail(at, "expected a value")
    end
    return word, at + #word
end

-- Returns { object = members by quoted name }, { array = items }, or a scalar's text. An error names the bad character's position.
function json.read(text)
    local read, stop = value(text, after_space(text, 1), 1)
    if after_space(text, stop) <= #text then
        fail(stop, "text after the end")
    end
    return read
end

-- Returns a string as JSON. The string may not contain characters that need an escape.
function json.quote(plain)
    assert(not plain:find('[%c"\\]'), "a character in " .. plain .. " needs an escape")
    return '"' .. plain .. '"'
end

-- Writes a value of json.read as JSON.
function json.write(value)
    if type(value) == "string" then
        return value
    end
    local written = {}
    for name, member in pairs(value.object or {}) do
        written[#written + 1] = name .. ":" .. json.write(member)
    end
    for _, item in ipairs(value.array or {}) do
        written[#written + 1] = json.write(item)
    end
    local both = table.concat(written, ",")
    return value.object and "{" .. both .. "}" or "[" .. both .. "]"
end

return json
