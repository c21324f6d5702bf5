package io.commitlake.sandbox.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.hub.RepositoryProfile;
import io.commitlake.sandbox.hub.Standing;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a repository's profile: its license, language, topics and parent, and the counts of its use. */
final class ProfileFields {
    private ProfileFields() {}

    static void addTo(ServedFields.Type<SchemaObjects.Repository> repository) {
        repository
                .field(
                        "description",
                        (source, env) -> profile(source).description().orElse(null))
                .field("isArchived", (source, env) -> profile(source).isArchived())
                .field("isPrivate", (source, env) -> profile(source).isPrivate())
                .field("isFork", (source, env) -> profile(source).isFork())
                .field("parent", ProfileFields::parent)
                .field("forkCount", (source, env) -> profile(source).forks())
                .field(
                        "licenseInfo",
                        (source, env) -> profile(source)
                                .license()
                                .map(SchemaObjects.License::new)
                                .orElse(null))
                .field(
                        "primaryLanguage",
                        (source, env) -> profile(source)
                                .language()
                                .map(SchemaObjects.Language::new)
                                .orElse(null))
                .field("repositoryTopics", (source, env) -> topics(profile(source), env))
                .field(
                        "issues",
                        (source, env) -> new SchemaObjects.Issues(
                                includesOpen(env) ? profile(source).openIssues() : 0))
                .field(
                        "pullRequests",
                        (source, env) -> new SchemaObjects.PullRequests(
                                includesOpen(env) ? profile(source).openPullRequests() : 0));
        ServedFields fields = repository.fields();
        fields.type("License", SchemaObjects.License.class)
                .field("key", (license, env) -> license.spdxId().toLowerCase(Locale.ROOT))
                .field("name", (license, env) -> license.spdxId())
                .field("spdxId", (license, env) -> license.spdxId());
        fields.type("Language", SchemaObjects.Language.class).field("name", (language, env) -> language.name());
        fields.type("RepositoryTopicConnection", SchemaObjects.Topics.class)
                .field("totalCount", (topics, env) -> topics.names().size())
                .field(
                        "nodes",
                        (topics, env) -> topics.names().stream()
                                .map(SchemaObjects.RepositoryTopic::new)
                                .toList());
        fields.type("RepositoryTopic", SchemaObjects.RepositoryTopic.class)
                .field("topic", (topic, env) -> new SchemaObjects.Topic(topic.name()));
        fields.type("Topic", SchemaObjects.Topic.class).field("name", (topic, env) -> topic.name());
        fields.type("IssueConnection", SchemaObjects.Issues.class)
                .field("totalCount", (issues, env) -> issues.totalCount());
        fields.type("PullRequestConnection", SchemaObjects.PullRequests.class)
                .field("totalCount", (requests, env) -> requests.totalCount());
    }

    private static RepositoryProfile profile(SchemaObjects.Repository repository) {
        return repository.hosted().profile();
    }

    private static SchemaObjects.Topics topics(RepositoryProfile profile, DataFetchingEnvironment env) {
        List<String> names = profile.topics();
        int first = env.getArgumentOrDefault("first", names.size());
        return new SchemaObjects.Topics(names.subList(0, Math.min(first, names.size())));
    }

    /** Whether the argument {@code states} selects open ones. The sandbox has no closed ones. */
    private static boolean includesOpen(DataFetchingEnvironment env) {
        List<?> states = env.getArgumentOrDefault("states", List.of());
        return states.isEmpty() || states.stream().map(Object::toString).anyMatch("OPEN"::equals);
    }

    /** The repository that a fork was forked from. If GitHub blocks it, the field is null with an error at its path. */
    private static SchemaObjects.@Nullable Repository parent(
            SchemaObjects.Repository fork, DataFetchingEnvironment env) {
        QueryContext context = ServedFields.context(env);
        HostedRepository parent = profile(fork).parent().stream()
                .mapToObj(context.repositories()::byId)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
        if (parent == null || parent.standing() == Standing.GONE || context.isHidden(parent)) {
            return null;
        }
        if (parent.standing() != Standing.HERE || !context.mayRead(parent)) {
            throw new FieldException("FORBIDDEN", "Repository access blocked");
        }
        return new SchemaObjects.Repository(parent);
    }
}
