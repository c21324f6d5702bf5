package io.commitlake.scale.world;

import io.commitlake.model.commit.FileChange;
import io.commitlake.scale.world.MadeUpGitHub.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** GitHub's answers about commits. */
final class CommitAnswers {
    private static final Pattern PERSON =
            Pattern.compile("(c\\d+): object\\(oid: \"(\\w+)\"\\) \\{ \\.\\.\\. on Commit \\{ (\\w+) ");
    private static final Pattern FILE = Pattern.compile("o(\\d+): object\\(oid: \"(\\w+)\"\\)");
    private static final Pattern COMPARISON = Pattern.compile("compare/(\\w+)\\.\\.\\.(\\w+)");
    private static final Pattern COMMIT = Pattern.compile("commits/(\\w+)");
    private static final int PAGE = 100;
    private static final int MOST_REMEMBERED = 50_000;

    /** GitHub shows a mode in decimal; this is 100644. */
    private static final int MODE = 33188;

    private final MadeUpHub hub;
    /** The versions of files that answers have named, by commit and path; only the latest. */
    private final Map<String, Map<String, Object>> versions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Object>> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    CommitAnswers(MadeUpHub hub) {
        this.hub = hub;
    }

    Answer rest(int id, String path, String query) {
        if (hub.isGone(id)) {
            return Answer.missing("look-up of commits");
        }
        List<Map.Entry<String, MadeUpCommit>> history = hub.history(id);
        Matcher comparison = COMPARISON.matcher(path);
        if (comparison.matches()) {
            return comparison(history, comparison.group(1), comparison.group(2), query);
        }
        Matcher one = COMMIT.matcher(path);
        if (one.matches()) {
            return Answer.ok("commit with its files", withFiles(history.get(place(history, one.group(1)))));
        }
        throw new IllegalArgumentException("the made-up GitHub doesn't know " + path);
    }

    private static int place(List<Map.Entry<String, MadeUpCommit>> history, String sha) {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (history.get(i).getKey().equals(sha)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no commit " + sha);
    }

    private static Answer comparison(
            List<Map.Entry<String, MadeUpCommit>> history, String base, String head, String query) {
        int from = place(history, base);
        int to = place(history, head);
        int page = Integer.parseInt(query.replaceAll(".*page=", ""));
        int begin = Math.min(to, from + (page - 1) * PAGE) + 1;
        List<Object> commits = new ArrayList<>();
        history.subList(begin, Math.max(begin, Math.min(to + 1, begin + PAGE)))
                .forEach(commit -> commits.add(shown(commit)));
        Map<String, Object> body = Map.of(
                "ahead_by", Math.max(0, to - from),
                "behind_by", Math.max(0, from - to),
                "merge_base_commit",
                        Map.of("sha", history.get(Math.min(from, to)).getKey()),
                "commits", commits);
        int last = Math.max(1, Math.ceilDiv(to - from, PAGE));
        Map<String, String> link =
                last > 1 ? Map.of("link", "<" + MadeUpGitHub.ROOT + "/x?page=" + last + ">; rel=\"last\"") : Map.of();
        return new Answer("comparison of commits", 1, 200, body, link);
    }

    private static Map<String, Object> shown(Map.Entry<String, MadeUpCommit> entry) {
        MadeUpCommit commit = entry.getValue();
        Map<String, Object> person = Map.of(
                "name", commit.name(),
                "email", commit.email(),
                "date", commit.at().toString());
        Map<String, Object> shown = new HashMap<>();
        shown.put("sha", entry.getKey());
        shown.put(
                "parents",
                commit.parent().map(sha -> Map.of("sha", sha)).stream().toList());
        shown.put(
                "commit",
                Map.of(
                        "tree",
                        Map.of("sha", commit.tree()),
                        "author",
                        person,
                        "committer",
                        person,
                        "message",
                        commit.message()));
        return shown;
    }

    private Map<String, Object> withFiles(Map.Entry<String, MadeUpCommit> entry) {
        List<Object> files = new ArrayList<>();
        long added = 0;
        long deleted = 0;
        for (FileChange change : entry.getValue().changes()) {
            remember(entry.getKey(), change.path(), change.sha(), change.size().orElseThrow());
            change.before()
                    .ifPresent(before -> remember(
                            entry.getValue().parent().orElseThrow(),
                            change.path(),
                            before.sha(),
                            change.size().getAsLong()));
            added += change.linesAdded();
            deleted += change.linesDeleted();
            files.add(Map.of(
                    "filename", change.path(),
                    "sha", change.sha(),
                    "status", change.status().text(),
                    "additions", change.linesAdded(),
                    "deletions", change.linesDeleted(),
                    "patch", "+ a line of the patch\n".repeat((int) (change.linesAdded() + change.linesDeleted()))));
        }
        Map<String, Object> shown = shown(entry);
        shown.put("stats", Map.of("additions", added, "deletions", deleted));
        shown.put("files", files);
        return shown;
    }

    private void remember(String commit, String path, String sha, long size) {
        versions.put(commit + path, Map.of("mode", MODE, "oid", sha, "object", Map.of("byteSize", size)));
    }

    Answer files(String query, JsonNode variables) {
        Map<String, @Nullable Object> node = new LinkedHashMap<>();
        for (MatchResult file : FILE.matcher(query).results().toList()) {
            String path = variables.path("p" + file.group(1)).asString();
            Map<String, @Nullable Object> commit = new HashMap<>();
            commit.put("file", versions.get(file.group(2) + path));
            node.put("o" + file.group(1), commit);
        }
        return Answer.ok("look-up of files", Map.of("data", Map.of("node", node)));
    }

    /** Every address belongs to a user. */
    Answer users(String query, JsonNode variables) {
        Map<String, Object> people = new LinkedHashMap<>();
        for (MatchResult person : PERSON.matcher(query).results().toList()) {
            Map<String, Object> user =
                    Map.of("databaseId", 1 + Math.abs(person.group(2).hashCode() % 1_000_000));
            people.put(person.group(1), Map.of(person.group(3), Map.of("user", user)));
        }
        int id = RepositoryAnswers.id(variables.path("id").asString());
        Map<String, @Nullable Object> data = new HashMap<>();
        data.put("node", hub.isGone(id) ? null : people);
        return Answer.ok("look-up of users", Map.of("data", data));
    }
}
