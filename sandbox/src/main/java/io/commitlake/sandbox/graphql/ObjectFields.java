package io.commitlake.sandbox.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.hub.NodeIds;
import io.commitlake.sandbox.hub.Users;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The fields of commits, blobs, trees and tags, of the people who made them, and of the rate limit. */
final class ObjectFields {
    private static final int HEADLINE = 72;
    private static final int OCTAL = 8;

    private ObjectFields() {}

    static void addTo(ServedFields fields) {
        commits(fields);
        people(fields);
        fields.type("Blob", SchemaObjects.Blob.class)
                .field(
                        "id",
                        (blob, env) -> NodeIds.object(
                                "B", blob.hosted().id(), blob.object().oid()))
                .field("oid", (blob, env) -> blob.object().oid())
                .field("abbreviatedOid", (blob, env) -> blob.object().oid().substring(0, 7))
                .field("byteSize", (blob, env) -> blob.object().size())
                .field("isBinary", (blob, env) -> BlobText.of(blob, env).isBinary())
                .field("isTruncated", (blob, env) -> BlobText.of(blob, env).isTruncated())
                .field("text", (blob, env) -> BlobText.of(blob, env).text().orElse(null));
        fields.type("Tree", SchemaObjects.Tree.class)
                .field("id", (tree, env) -> NodeIds.object("T", tree.hosted().id(), tree.oid()))
                .field("oid", (tree, env) -> tree.oid())
                .field("abbreviatedOid", (tree, env) -> tree.oid().substring(0, 7));
        fields.type("TreeEntry", SchemaObjects.Entry.class)
                .field("name", (entry, env) -> entry.entry().path().text())
                .field("path", (entry, env) -> entry.path())
                .field("mode", (entry, env) -> Integer.parseInt(entry.entry().mode(), OCTAL))
                .field("type", (entry, env) -> entry.entry().type())
                .field("oid", (entry, env) -> entry.entry().oid())
                .field("object", ObjectFields::object);
        fields.type("Tag", SchemaObjects.Tag.class)
                .field("id", (tag, env) -> NodeIds.object("TA", tag.hosted().id(), tag.oid()))
                .field("oid", (tag, env) -> tag.oid());
        fields.type("RateLimit", SchemaObjects.Rate.class)
                .field("cost", (rate, env) -> 1)
                .field("nodeCount", (rate, env) -> 0)
                .field("limit", (rate, env) -> rate.budget().limit())
                .field("used", (rate, env) -> rate.budget().used())
                .field("remaining", (rate, env) -> rate.budget().remaining())
                .field("resetAt", (rate, env) -> rate.budget().reset().toString());
    }

    private static void commits(ServedFields fields) {
        fields.type("Commit", SchemaObjects.CommitObject.class)
                .field(
                        "id",
                        (view, env) -> NodeIds.object(
                                "C", view.hosted().id(), view.commit().oid()))
                .field("oid", (view, env) -> view.commit().oid())
                .field("abbreviatedOid", (view, env) -> view.commit().oid().substring(0, 7))
                .field(
                        "committedDate",
                        (view, env) -> view.commit().committer().at().toString())
                .field(
                        "authoredDate",
                        (view, env) -> view.commit().author().at().toString())
                .field("message", (view, env) -> view.commit().message())
                .field("messageHeadline", (view, env) -> headline(view.commit().message()))
                .field(
                        "author",
                        (view, env) -> new SchemaObjects.Actor(view.commit().author()))
                .field(
                        "committer",
                        (view, env) -> new SchemaObjects.Actor(view.commit().committer()))
                .field(
                        "tree",
                        (view, env) -> new SchemaObjects.Tree(
                                view.hosted(), view.commit().tree()))
                .field(
                        "parents",
                        (view, env) -> new SchemaObjects.Parents(
                                view.hosted(), view.commit().parents()))
                .field("file", ObjectFields::file)
                .field(
                        "history",
                        (view, env) -> new SchemaObjects.History(
                                view.hosted(), view.commit().oid()));
        fields.type("CommitHistoryConnection", SchemaObjects.History.class)
                .field(
                        "totalCount",
                        (history, env) -> history.hosted().history().count(history.oid()));
        fields.type("CommitConnection", SchemaObjects.Parents.class)
                .field("totalCount", (parents, env) -> parents.oids().size())
                .field(
                        "nodes",
                        (parents, env) -> parents.oids().stream()
                                .map(oid -> ServedFields.context(env).commit(parents.hosted(), oid))
                                .toList());
    }

    private static SchemaObjects.@Nullable Entry file(SchemaObjects.CommitObject view, DataFetchingEnvironment env) {
        String path = env.getArgumentOrDefault("path", "");
        return ServedFields.context(env)
                .objects(view.hosted())
                .entry(view.commit().tree(), path)
                .map(entry -> new SchemaObjects.Entry(view.hosted(), path, entry))
                .orElse(null);
    }

    /** The object of an entry: none for a submodule, whose commit is in another repository. */
    private static @Nullable Object object(SchemaObjects.Entry entry, DataFetchingEnvironment env) {
        return ServedFields.context(env)
                .object(entry.hosted(), entry.entry().oid())
                .orElse(null);
    }

    private static void people(ServedFields fields) {
        fields.type("GitActor", SchemaObjects.Actor.class)
                .field("email", (actor, env) -> actor.person().email())
                .field("name", (actor, env) -> actor.person().name())
                .field("date", (actor, env) -> localDate(actor.person()))
                .field("user", (actor, env) -> user(actor.person().email()));
        fields.type("User", SchemaObjects.User.class)
                .field("id", (user, env) -> NodeIds.user(user.id()))
                .field("databaseId", (user, env) -> user.id())
                .field("login", (user, env) -> user.login());
    }

    private static SchemaObjects.@Nullable User user(String email) {
        OptionalLong id = Users.id(email);
        return id.isPresent() ? new SchemaObjects.User(id.getAsLong(), Users.login(id.getAsLong())) : null;
    }

    private static String localDate(Commit.Person person) {
        ZoneOffset zone;
        try {
            zone = ZoneOffset.of(person.zone());
        } catch (DateTimeException e) {
            zone = ZoneOffset.UTC; // Git accepts any four digits
        }
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.ofInstant(person.at(), zone));
    }

    /** The first line, which GitHub cuts to 72 characters. */
    private static String headline(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.length() <= HEADLINE ? line : line.substring(0, HEADLINE - 1) + "…";
    }
}
