-- For wrk: wrk -s ask.lua URL -- ASK...
-- An ASK is GET:/path or POST:/path:form; several are asked for in turn. What came back is printed as one line of JSON.
local asks, turn = {}, 0

function init(args)
  for _, arg in ipairs(args) do
    local method, path, body = arg:match("^(%u+):([^:]*):?(.*)$")
    local headers = { ["Accept-Encoding"] = "gzip" }
    if method == "POST" then
      headers["Content-Type"] = "application/x-www-form-urlencoded"
      headers["Sec-Fetch-Site"] = "same-origin"
    end
    asks[#asks + 1] = wrk.format(method, path, headers, method == "POST" and body or nil)
  end
end

function request()
  turn = turn % #asks + 1
  return asks[turn]
end

function done(summary, latency)
  local e = summary.errors
  print(string.format('JSON {"requests":%d,"seconds":%.3f,"bytes":%d,"bad":%d,"broken":%d,"p50":%.6f,"p99":%.6f,"worst":%.6f}',
    summary.requests, summary.duration / 1e6, summary.bytes, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50) / 1e6, latency:percentile(99) / 1e6, latency.max / 1e6))
end
