package io.commitlake.sandbox.graphql;

import io.commitlake.sandbox.git.GitObject;
import io.commitlake.sandbox.git.ObjectReader;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.Hosted;
import io.commitlake.sandbox.hub.Hub;
import io.commitlake.sandbox.hub.Tokens;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What one request works with: the hub, its budget, and one reader for each repository it touches. For one thread. */
final class Scope implements AutoCloseable {
    private final Hub hub;
    private final Tokens tokens;
    private final Tokens.Caller caller;
    private final Budgets.Budget budget;
    private final Map<Hosted, ObjectReader> readers = new HashMap<>();

    Scope(Hub hub, Tokens tokens, Tokens.Caller caller, Budgets.Budget budget) {
        this.hub = hub;
        this.tokens = tokens;
        this.caller = caller;
        this.budget = budget;
    }

    Hub hub() {
        return hub;
    }

    boolean isHidden(Hosted hosted) {
        return tokens.isHidden(caller, hosted);
    }

    boolean mayRead(Hosted hosted) {
        return tokens.mayRead(caller, hosted);
    }

    Budgets.Budget budget() {
        return budget;
    }

    ObjectReader objects(Hosted hosted) {
        return readers.computeIfAbsent(hosted, key -> key.history().objects());
    }

    Views.CommitView commit(Hosted hosted, String oid) {
        return new Views.CommitView(
                hosted, hosted.commit(oid, () -> objects(hosted).commit(oid)));
    }

    /** The object as the schema has it; empty where there is none. */
    Optional<Object> object(Hosted hosted, String expression) {
        return objects(hosted).find(expression).map(found -> view(hosted, found));
    }

    private Object view(Hosted hosted, GitObject found) {
        return switch (found.type()) {
            case COMMIT -> commit(hosted, found.oid());
            case BLOB -> new Views.Blob(hosted, found);
            case TREE -> new Views.Tree(hosted, found.oid());
            case TAG -> new Views.Tag(hosted, found.oid());
        };
    }

    @Override
    public void close() {
        readers.values().forEach(ObjectReader::close);
    }
}
