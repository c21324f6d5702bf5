package io.commitlake.sandbox.graphql;

import io.commitlake.sandbox.git.GitObject;
import io.commitlake.sandbox.git.ObjectReader;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.HostedRepositories;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.hub.Tokens;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The context of one query: the repositories, the caller, the caller's budget, and one reader per repository used. Not
 * thread-safe.
 */
final class QueryContext implements AutoCloseable {
    private final HostedRepositories repositories;
    private final Tokens tokens;
    private final Tokens.Caller caller;
    private final Budgets.Budget budget;
    private final Map<HostedRepository, ObjectReader> readers = new HashMap<>();

    QueryContext(HostedRepositories repositories, Tokens tokens, Tokens.Caller caller, Budgets.Budget budget) {
        this.repositories = repositories;
        this.tokens = tokens;
        this.caller = caller;
        this.budget = budget;
    }

    HostedRepositories repositories() {
        return repositories;
    }

    boolean isHidden(HostedRepository hosted) {
        return tokens.isHidden(caller, hosted);
    }

    boolean mayRead(HostedRepository hosted) {
        return tokens.mayRead(caller, hosted);
    }

    Optional<String> refusesHistory(HostedRepository hosted) {
        return tokens.refusesHistory(caller, hosted);
    }

    Budgets.Budget budget() {
        return budget;
    }

    ObjectReader objects(HostedRepository hosted) {
        return readers.computeIfAbsent(hosted, key -> key.history().objects());
    }

    SchemaObjects.CommitObject commit(HostedRepository hosted, String oid) {
        return new SchemaObjects.CommitObject(
                hosted, hosted.commit(oid, () -> objects(hosted).commit(oid)));
    }

    /** The object as the schema presents it; empty if there is none. */
    Optional<Object> object(HostedRepository hosted, String expression) {
        return objects(hosted).find(expression).map(found -> schemaObject(hosted, found));
    }

    private Object schemaObject(HostedRepository hosted, GitObject found) {
        return switch (found.type()) {
            case COMMIT -> commit(hosted, found.oid());
            case BLOB -> new SchemaObjects.Blob(hosted, found);
            case TREE -> new SchemaObjects.Tree(hosted, found.oid());
            case TAG -> new SchemaObjects.Tag(hosted, found.oid());
        };
    }

    @Override
    public void close() {
        readers.values().forEach(ObjectReader::close);
    }
}
