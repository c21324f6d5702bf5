package io.commitlake.sandbox.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.hub.NodeIds;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The fields of a repository, its owner and its default branch, from which queries reach its objects. */
final class RepositoryFields {
    private RepositoryFields() {}

    static void addTo(ServedFields fields) {
        ServedFields.Type<SchemaObjects.Repository> type = fields.type("Repository", SchemaObjects.Repository.class)
                .field("id", (repository, env) -> repository.hosted().nodeId())
                .field("databaseId", (repository, env) -> repository.hosted().id())
                .field("name", (repository, env) -> repository.hosted().name())
                .field("nameWithOwner", (repository, env) -> repository.hosted().fullName())
                .field("owner", (repository, env) -> new SchemaObjects.Owner(repository.hosted()))
                .field("url", (repository, env) -> repository.hosted().url())
                .field(
                        "createdAt",
                        (repository, env) -> repository
                                .hosted()
                                .createdAt()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .field(
                        "pushedAt",
                        (repository, env) -> repository
                                .hosted()
                                .pushedAt()
                                .map(Object::toString)
                                .orElse(null))
                .field("diskUsage", (repository, env) -> repository.hosted().diskUsage())
                .field(
                        "stargazerCount",
                        (repository, env) -> repository.hosted().stars())
                .field(
                        "isEmpty",
                        (repository, env) -> repository.hosted().head().isEmpty())
                .field("isDisabled", (repository, env) -> false)
                .field("isLocked", (repository, env) -> false)
                .field("defaultBranchRef", (repository, env) -> branch(repository.hosted(), env))
                .field("object", (repository, env) -> object(repository.hosted(), env));
        ProfileFields.addTo(type);
        fields.type("Organization", SchemaObjects.Owner.class)
                .field("login", (owner, env) -> owner.hosted().owner())
                .field("id", (owner, env) -> NodeIds.organization(owner.hosted().ownerId()))
                .field("databaseId", (owner, env) -> owner.hosted().ownerId());
        fields.type("Ref", SchemaObjects.Ref.class)
                .field("name", (ref, env) -> ref.head().branch())
                .field("prefix", (ref, env) -> "refs/heads/")
                .field(
                        "target",
                        (ref, env) -> ServedFields.context(env)
                                .commit(ref.hosted(), ref.head().oid()));
    }

    private static SchemaObjects.@Nullable Ref branch(HostedRepository hosted, DataFetchingEnvironment env) {
        checkHistory(hosted, env);
        return hosted.head().map(head -> new SchemaObjects.Ref(hosted, head)).orElse(null);
    }

    private static void checkHistory(HostedRepository hosted, DataFetchingEnvironment env) {
        ServedFields.context(env).refusesHistory(hosted).ifPresent(message -> {
            throw new FieldException("FORBIDDEN", message);
        });
    }

    private static @Nullable Object object(HostedRepository hosted, DataFetchingEnvironment env) {
        checkHistory(hosted, env);
        String expression = env.getArgumentOrDefault("oid", env.getArgumentOrDefault("expression", ""));
        return ServedFields.context(env).object(hosted, expression).orElse(null);
    }
}
