package io.commitlake.cli.telemetry;

import java.util.List;

/** The metrics, by their names in OpenTelemetry. A name that users build on must not change. */
public enum Metric {
    COMMAND_DURATION(
            "commitlake.command.duration", "s", Kind.HISTOGRAM, AttributeNames.COMMAND, AttributeNames.EXIT_CODE),
    REPOSITORIES(
            "commitlake.repositories.processed",
            "{repository}",
            Kind.COUNTER,
            AttributeNames.OUTCOME,
            AttributeNames.ERROR),
    REPOSITORY_DURATION("commitlake.repository.duration", "s", Kind.HISTOGRAM, AttributeNames.OUTCOME),
    SLOWEST("commitlake.repository.slowest", "s", Kind.GAUGE, AttributeNames.REPOSITORY),
    STAGE_TIME("commitlake.stage.time", "s", Kind.COUNTER, AttributeNames.STAGE),
    EXPORTS("commitlake.exports.completed", "{export}", Kind.COUNTER),
    COMMITS("commitlake.commits.exported", "{commit}", Kind.COUNTER),
    ROWS("commitlake.rows.put", "{row}", Kind.COUNTER, AttributeNames.TABLE),
    BYTES("commitlake.put.size", "By", Kind.COUNTER),
    WAIT_TIME("commitlake.wait.time", "s", Kind.COUNTER, AttributeNames.REASON),
    REQUEST_DURATION(
            "http.client.request.duration",
            "s",
            Kind.HISTOGRAM,
            AttributeNames.PEER,
            AttributeNames.METHOD,
            AttributeNames.STATUS,
            AttributeNames.HOST,
            AttributeNames.PORT,
            AttributeNames.ERROR),
    TOKEN_REQUESTS(
            "commitlake.github.requests", "{request}", Kind.COUNTER, AttributeNames.TOKEN, AttributeNames.RESOURCE),
    BUDGET_REMAINING(
            "commitlake.github.budget.remaining",
            "{request}",
            Kind.GAUGE,
            AttributeNames.TOKEN,
            AttributeNames.RESOURCE),
    BUDGET_LIMIT(
            "commitlake.github.budget.limit", "{request}", Kind.GAUGE, AttributeNames.TOKEN, AttributeNames.RESOURCE);

    /** How a metric's values are to be read. */
    public enum Kind {
        /** A sum that only grows. */
        COUNTER,
        /** The last value. */
        GAUGE,
        /** The number of values, their sum, and how many are below each bound. */
        HISTOGRAM
    }

    private final String label;
    private final String unit;
    private final Kind kind;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
    private final List<String> attributes;

    Metric(String label, String unit, Kind kind, String... attributes) {
        this.label = label;
        this.unit = unit;
        this.kind = kind;
        this.attributes = List.of(attributes);
    }

    /** The name, such as {@code commitlake.rows.put}. */
    public String label() {
        return label;
    }

    /** The unit, in the Unified Code for Units of Measure. */
    public String unit() {
        return unit;
    }

    public Kind kind() {
        return kind;
    }

    /** The names of the attributes that its values may have. */
    public List<String> attributes() {
        return attributes;
    }
}
