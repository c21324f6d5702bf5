package io.commitlake.cli.telemetry;

/** The names of attributes. Those without a prefix of ours are of OpenTelemetry's semantic conventions. */
final class AttributeNames {
    static final String COMMAND = "commitlake.command";
    static final String RUN = "commitlake.run";
    static final String SHARD = "commitlake.shard";
    static final String SNAPSHOT = "commitlake.snapshot";
    static final String REPOSITORY = "commitlake.repository";
    static final String OUTCOME = "commitlake.outcome";
    static final String STAGE = "commitlake.stage";
    static final String EXPORTS = "commitlake.exports";
    static final String COMMITS = "commitlake.commits";
    static final String ROWS = "commitlake.rows";
    static final String BYTES = "commitlake.bytes";
    static final String TABLE = "commitlake.table";
    static final String REASON = "commitlake.wait.reason";
    static final String TOKEN = "commitlake.token";
    static final String RESOURCE = "commitlake.resource";
    static final String PEER = "commitlake.peer";
    static final String EXIT_CODE = "process.exit.code";
    static final String ERROR = "error.type";
    static final String METHOD = "http.request.method";
    static final String STATUS = "http.response.status_code";
    static final String HOST = "server.address";
    static final String PORT = "server.port";

    private AttributeNames() {}
}
