package io.commitlake.sandbox.graphql;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.git.GitObject;
import io.commitlake.sandbox.git.TreeEntry;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.HostedRepository;
import java.util.List;

/** The objects behind the schema's types while a query runs; an object's class determines its type. */
final class SchemaObjects {
    private SchemaObjects() {}

    record Repository(HostedRepository hosted) {}

    record Owner(HostedRepository hosted) {}

    record License(String spdxId) {}

    record Language(String name) {}

    record Topics(List<String> names) {}

    record RepositoryTopic(String name) {}

    record Topic(String name) {}

    record Issues(long totalCount) {}

    record PullRequests(long totalCount) {}

    record Ref(HostedRepository hosted, BareRepository.Head head) {}

    record CommitObject(HostedRepository hosted, Commit commit) {}

    record Blob(HostedRepository hosted, GitObject object) {}

    record Tree(HostedRepository hosted, String oid) {}

    record Entry(HostedRepository hosted, String path, TreeEntry entry) {}

    record Tag(HostedRepository hosted, String oid) {}

    record History(HostedRepository hosted, String oid) {}

    record Parents(HostedRepository hosted, List<String> oids) {}

    record Actor(Commit.Person person) {}

    record User(long id, String login) {}

    record Rate(Budgets.Budget budget) {}
}
