package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.hub.HostedRepositories;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.hub.NodeIds;
import io.commitlake.sandbox.hub.RepositoryProfile;
import io.commitlake.sandbox.hub.Standing;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The full repository object of {@code GET /repos/{owner}/{repo}}. Its {@code html_url} is the configured one, on
 * GitHub; its API addresses point to the sandbox, so that clients can follow them.
 */
final class RepositoryJson {
    /** Paths below the repository's own address, by the field's name without {@code _url}. */
    private static final Map<String, String> ADDRESSES = Map.ofEntries(
            Map.entry("archive", "/{archive_format}{/ref}"),
            Map.entry("assignees", "/assignees{/user}"),
            Map.entry("blobs", "/git/blobs{/sha}"),
            Map.entry("branches", "/branches{/branch}"),
            Map.entry("collaborators", "/collaborators{/collaborator}"),
            Map.entry("comments", "/comments{/number}"),
            Map.entry("commits", "/commits{/sha}"),
            Map.entry("compare", "/compare/{base}...{head}"),
            Map.entry("contents", "/contents/{+path}"),
            Map.entry("contributors", "/contributors"),
            Map.entry("deployments", "/deployments"),
            Map.entry("downloads", "/downloads"),
            Map.entry("events", "/events"),
            Map.entry("forks", "/forks"),
            Map.entry("git_commits", "/git/commits{/sha}"),
            Map.entry("git_refs", "/git/refs{/sha}"),
            Map.entry("git_tags", "/git/tags{/sha}"),
            Map.entry("hooks", "/hooks"),
            Map.entry("issue_comment", "/issues/comments{/number}"),
            Map.entry("issue_events", "/issues/events{/number}"),
            Map.entry("issues", "/issues{/number}"),
            Map.entry("keys", "/keys{/key_id}"),
            Map.entry("labels", "/labels{/name}"),
            Map.entry("languages", "/languages"),
            Map.entry("merges", "/merges"),
            Map.entry("milestones", "/milestones{/number}"),
            Map.entry("notifications", "/notifications{?since,all,participating}"),
            Map.entry("pulls", "/pulls{/number}"),
            Map.entry("releases", "/releases{/id}"),
            Map.entry("stargazers", "/stargazers"),
            Map.entry("statuses", "/statuses/{sha}"),
            Map.entry("subscribers", "/subscribers"),
            Map.entry("subscription", "/subscription"),
            Map.entry("tags", "/tags"),
            Map.entry("teams", "/teams"),
            Map.entry("trees", "/git/trees{/sha}"));

    private final String api;
    private final HostedRepository hosted;
    private final RepositoryProfile profile;

    RepositoryJson(String api, HostedRepository hosted) {
        this.api = api;
        this.hosted = hosted;
        this.profile = hosted.profile();
    }

    /** The object of a repository and, if it is a fork, of the repository that it was forked from. */
    Map<String, Object> bodyWithParent(HostedRepositories repositories) {
        Map<String, Object> body = body();
        profile.parent().stream()
                .mapToObj(repositories::byId)
                .flatMap(Optional::stream)
                .filter(parent -> parent.standing() == Standing.HERE)
                .forEach(parent -> {
                    body.put("parent", new RepositoryJson(api, parent).body());
                    body.put("source", new RepositoryJson(api, parent).body());
                });
        return body;
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        identity(body);
        addresses(body);
        history(body);
        counts(body);
        settings(body);
        return body;
    }

    private void identity(Map<String, Object> body) {
        body.put("id", hosted.id());
        body.put("node_id", hosted.nodeId());
        body.put("name", hosted.name());
        body.put("full_name", hosted.fullName());
        body.put("private", profile.isPrivate());
        body.put(
                "owner",
                AccountJson.body(
                        api, hosted.owner(), hosted.ownerId(), NodeIds.organization(hosted.ownerId()), "Organization"));
        body.put("html_url", hosted.url());
        body.put("description", profile.description().orElse(null));
        body.put("fork", profile.isFork());
        body.put("homepage", null);
        body.put("language", profile.language().orElse(null));
        body.put("license", profile.license().map(this::license).orElse(null));
        body.put("topics", profile.topics());
        body.put("visibility", profile.isPrivate() ? "private" : "public");
    }

    private Map<String, Object> license(String spdxId) {
        boolean known = !spdxId.equals("NOASSERTION");
        String key = known ? spdxId.toLowerCase(Locale.ROOT) : "other";
        Map<String, Object> license = new LinkedHashMap<>();
        license.put("key", key);
        license.put("name", known ? spdxId : "Other");
        license.put("spdx_id", spdxId);
        license.put("url", known ? api + "/licenses/" + key : null);
        license.put("node_id", NodeIds.license(key));
        return license;
    }

    private void addresses(Map<String, Object> body) {
        String self = api + "/repos/" + hosted.fullName();
        body.put("url", self);
        ADDRESSES.forEach((field, path) -> body.put(field + "_url", self + path));
        body.put("git_url", hosted.url().replaceFirst("^https?:", "git:") + ".git");
        body.put("ssh_url", "git@github.com:" + hosted.fullName() + ".git");
        body.put("clone_url", hosted.url() + ".git");
        body.put("svn_url", hosted.url());
        body.put("mirror_url", null);
    }

    private void history(Map<String, Object> body) {
        String createdAt = hosted.createdAt().truncatedTo(ChronoUnit.SECONDS).toString();
        String pushedAt = hosted.pushedAt()
                .orElse(hosted.createdAt())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        body.put("created_at", createdAt);
        body.put("updated_at", pushedAt);
        body.put("pushed_at", pushedAt);
        body.put("size", hosted.diskUsage());
        body.put("default_branch", hosted.defaultBranch());
    }

    private void counts(Map<String, Object> body) {
        body.put("stargazers_count", hosted.stars());
        body.put("watchers_count", hosted.stars());
        body.put("watchers", hosted.stars());
        body.put("forks_count", profile.forks());
        body.put("forks", profile.forks());
        body.put("network_count", profile.forks());
        // GitHub counts pull requests as issues here.
        long openIssues = profile.openIssues() + profile.openPullRequests();
        body.put("open_issues_count", openIssues);
        body.put("open_issues", openIssues);
        body.put("subscribers_count", 0);
    }

    private void settings(Map<String, Object> body) {
        for (String yes : List.of("has_issues", "has_projects", "has_downloads", "has_wiki", "allow_forking")) {
            body.put(yes, true);
        }
        for (String no :
                List.of("has_pages", "has_discussions", "disabled", "is_template", "web_commit_signoff_required")) {
            body.put(no, false);
        }
        body.put("archived", profile.isArchived());
    }
}
