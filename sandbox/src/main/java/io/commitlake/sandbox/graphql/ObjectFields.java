package io.commitlake.sandbox.graphql;

import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.hub.NodeIds;
import io.commitlake.sandbox.hub.Users;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Commits, blobs and trees, and who made them. */
final class ObjectFields {
    private static final int HEADLINE = 72;

    private ObjectFields() {}

    static void in(Fields fields) {
        commits(fields);
        people(fields);
        fields.type("Blob", Views.Blob.class)
                .field(
                        "id",
                        (blob, asked) -> NodeIds.object(
                                "B", blob.hosted().id(), blob.object().oid()))
                .field("oid", (blob, asked) -> blob.object().oid())
                .field("abbreviatedOid", (blob, asked) -> blob.object().oid().substring(0, 7))
                .field("byteSize", (blob, asked) -> blob.object().size())
                .field("isBinary", (blob, asked) -> BlobText.of(blob, asked).isBinary())
                .field("isTruncated", (blob, asked) -> BlobText.of(blob, asked).isTruncated())
                .field("text", (blob, asked) -> BlobText.of(blob, asked).text().orElse(null));
        fields.type("Tree", Views.Tree.class)
                .field("id", (tree, asked) -> NodeIds.object("T", tree.hosted().id(), tree.oid()))
                .field("oid", (tree, asked) -> tree.oid())
                .field("abbreviatedOid", (tree, asked) -> tree.oid().substring(0, 7));
        fields.type("Tag", Views.Tag.class)
                .field("id", (tag, asked) -> NodeIds.object("TA", tag.hosted().id(), tag.oid()))
                .field("oid", (tag, asked) -> tag.oid());
        fields.type("RateLimit", Views.Rate.class)
                .field("cost", (rate, asked) -> 1)
                .field("nodeCount", (rate, asked) -> 0)
                .field("limit", (rate, asked) -> rate.budget().limit())
                .field("used", (rate, asked) -> rate.budget().used())
                .field("remaining", (rate, asked) -> rate.budget().remaining())
                .field("resetAt", (rate, asked) -> rate.budget().reset().toString());
    }

    private static void commits(Fields fields) {
        fields.type("Commit", Views.CommitView.class)
                .field(
                        "id",
                        (view, asked) -> NodeIds.object(
                                "C", view.hosted().id(), view.commit().oid()))
                .field("oid", (view, asked) -> view.commit().oid())
                .field("abbreviatedOid", (view, asked) -> view.commit().oid().substring(0, 7))
                .field(
                        "committedDate",
                        (view, asked) -> view.commit().committer().at().toString())
                .field(
                        "authoredDate",
                        (view, asked) -> view.commit().author().at().toString())
                .field("message", (view, asked) -> view.commit().message())
                .field(
                        "messageHeadline",
                        (view, asked) -> headline(view.commit().message()))
                .field("author", (view, asked) -> new Views.Actor(view.commit().author()))
                .field(
                        "committer",
                        (view, asked) -> new Views.Actor(view.commit().committer()))
                .field(
                        "tree",
                        (view, asked) ->
                                new Views.Tree(view.hosted(), view.commit().tree()))
                .field(
                        "parents",
                        (view, asked) ->
                                new Views.Parents(view.hosted(), view.commit().parents()))
                .field(
                        "history",
                        (view, asked) ->
                                new Views.History(view.hosted(), view.commit().oid()));
        fields.type("CommitHistoryConnection", Views.History.class)
                .field(
                        "totalCount",
                        (history, asked) -> history.hosted().history().count(history.oid()));
        fields.type("CommitConnection", Views.Parents.class)
                .field("totalCount", (parents, asked) -> parents.oids().size())
                .field(
                        "nodes",
                        (parents, asked) -> parents.oids().stream()
                                .map(oid -> Fields.scope(asked).commit(parents.hosted(), oid))
                                .toList());
    }

    private static void people(Fields fields) {
        fields.type("GitActor", Views.Actor.class)
                .field("email", (actor, asked) -> actor.person().email())
                .field("name", (actor, asked) -> actor.person().name())
                .field("date", (actor, asked) -> local(actor.person()))
                .field("user", (actor, asked) -> user(actor.person().email()));
        fields.type("User", Views.User.class)
                .field("id", (user, asked) -> NodeIds.user(user.id()))
                .field("databaseId", (user, asked) -> user.id())
                .field("login", (user, asked) -> user.login());
    }

    private static Views.@Nullable User user(String email) {
        OptionalLong id = Users.id(email);
        return id.isPresent() ? new Views.User(id.getAsLong(), Users.login(id.getAsLong())) : null;
    }

    private static String local(Commit.Person person) {
        ZoneOffset zone;
        try {
            zone = ZoneOffset.of(person.zone());
        } catch (DateTimeException e) {
            zone = ZoneOffset.UTC; // git takes any four digits
        }
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.ofInstant(person.at(), zone));
    }

    /** GitHub cuts the first line to 72 characters. */
    private static String headline(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.length() <= HEADLINE ? line : line.substring(0, HEADLINE - 1) + "…";
    }
}
