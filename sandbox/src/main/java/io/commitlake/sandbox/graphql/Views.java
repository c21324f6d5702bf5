package io.commitlake.sandbox.graphql;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.git.GitObject;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.Hosted;
import java.util.List;

/** What stands behind the schema's types while a query is answered; the type is told by the class. */
final class Views {
    private Views() {}

    record Repository(Hosted hosted) {}

    record Owner(Hosted hosted) {}

    record Ref(Hosted hosted, BareRepository.Head head) {}

    record CommitView(Hosted hosted, Commit commit) {}

    record Blob(Hosted hosted, GitObject object) {}

    record Tree(Hosted hosted, String oid) {}

    record Tag(Hosted hosted, String oid) {}

    record History(Hosted hosted, String oid) {}

    record Parents(Hosted hosted, List<String> oids) {}

    record Actor(Commit.Person person) {}

    record User(long id, String login) {}

    record Rate(Budgets.Budget budget) {}
}
