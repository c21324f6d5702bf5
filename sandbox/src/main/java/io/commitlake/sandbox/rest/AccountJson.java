package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.hub.NodeIds;
import io.commitlake.sandbox.hub.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A user or an organization, as embedded in other objects. */
final class AccountJson {
    private static final List<String> ADDRESSES =
            List.of("followers", "orgs", "repos", "received_events", "subscriptions");

    private AccountJson() {}

    /** The user that an e-mail address belongs to; null if GitHub knows none. */
    static @Nullable Map<String, Object> ofEmail(String api, String email) {
        OptionalLong id = Users.id(email);
        return id.isPresent()
                ? body(api, Users.login(id.getAsLong()), id.getAsLong(), NodeIds.user(id.getAsLong()), "User")
                : null;
    }

    static Map<String, Object> body(String api, String login, long id, String nodeId, String type) {
        String self = api + "/users/" + login;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("login", login);
        body.put("id", id);
        body.put("node_id", nodeId);
        body.put("avatar_url", "https://avatars.githubusercontent.com/u/" + id + "?v=4");
        body.put("gravatar_id", "");
        body.put("url", self);
        body.put("html_url", "https://github.com/" + login);
        ADDRESSES.forEach(path -> body.put((path.equals("orgs") ? "organizations" : path) + "_url", self + "/" + path));
        body.put("following_url", self + "/following{/other_user}");
        body.put("gists_url", self + "/gists{/gist_id}");
        body.put("starred_url", self + "/starred{/owner}{/repo}");
        body.put("events_url", self + "/events{/privacy}");
        body.put("type", type);
        body.put("site_admin", false);
        return body;
    }
}
