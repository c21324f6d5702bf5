package io.commitlake.sandbox.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.commitlake.sandbox.hub.Hosted;
import io.commitlake.sandbox.hub.NodeIds;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A repository, its owner, its default branch, and the way into its objects. */
final class RepositoryFields {
    private RepositoryFields() {}

    static void in(Fields fields) {
        fields.type("Repository", Views.Repository.class)
                .field("id", (repository, asked) -> repository.hosted().nodeId())
                .field("databaseId", (repository, asked) -> repository.hosted().id())
                .field("name", (repository, asked) -> repository.hosted().name())
                .field(
                        "nameWithOwner",
                        (repository, asked) -> repository.hosted().fullName())
                .field("owner", (repository, asked) -> new Views.Owner(repository.hosted()))
                .field("url", (repository, asked) -> repository.hosted().url())
                .field(
                        "createdAt",
                        (repository, asked) -> repository
                                .hosted()
                                .createdAt()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .field(
                        "pushedAt",
                        (repository, asked) -> repository
                                .hosted()
                                .pushedAt()
                                .map(Object::toString)
                                .orElse(null))
                .field("diskUsage", (repository, asked) -> repository.hosted().diskUsage())
                .field(
                        "stargazerCount",
                        (repository, asked) -> repository.hosted().stars())
                .field(
                        "isEmpty",
                        (repository, asked) ->
                                repository.hosted().history().head().isEmpty())
                .field("isArchived", (repository, asked) -> false)
                .field("isFork", (repository, asked) -> false)
                .field("isPrivate", (repository, asked) -> false)
                .field("isDisabled", (repository, asked) -> false)
                .field("isLocked", (repository, asked) -> false)
                .field("defaultBranchRef", (repository, asked) -> branch(repository.hosted()))
                .field("object", (repository, asked) -> object(repository.hosted(), asked));
        fields.type("Organization", Views.Owner.class)
                .field("login", (owner, asked) -> owner.hosted().owner())
                .field(
                        "id",
                        (owner, asked) -> NodeIds.organization(owner.hosted().ownerId()))
                .field("databaseId", (owner, asked) -> owner.hosted().ownerId());
        fields.type("Ref", Views.Ref.class)
                .field("name", (ref, asked) -> ref.head().branch())
                .field("prefix", (ref, asked) -> "refs/heads/")
                .field(
                        "target",
                        (ref, asked) -> Fields.scope(asked)
                                .commit(ref.hosted(), ref.head().oid()));
    }

    private static Views.@Nullable Ref branch(Hosted hosted) {
        return hosted.history().head().map(head -> new Views.Ref(hosted, head)).orElse(null);
    }

    private static @Nullable Object object(Hosted hosted, DataFetchingEnvironment asked) {
        String expression = asked.getArgumentOrDefault("oid", asked.getArgumentOrDefault("expression", ""));
        return Fields.scope(asked).object(hosted, expression).orElse(null);
    }
}
