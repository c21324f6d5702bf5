package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An interrupted command says that it was interrupted and how to go on, and reports no failure. */
class InterruptedTest {
    @TempDir
    Path folder;

    private Stack stack;

    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        for (String name : new String[] {"one", "other"}) {
            Repo repository = Repo.create(histories, name);
            repository.branch("main", repository.commit("2020-01-01T00:00:00Z", "a", "1\n"));
        }
        stack = new Stack(folder, histories, options -> options.withSynthetic(SyntheticRepositories.of(10, 17)));
        stack.into(folder.resolve("lake")).set("COMMITLAKE_SOURCE", "git").set("COMMITLAKE_WORKERS", "1");
        stack.track("one", "other").ended(0);
        stack.commitlake("plan", "--snapshot", "2021-01-01", "--run", "r", "--shards", "1")
                .ended(0);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    /** A terminal sends SIGINT to Git too, which may end before the worker gets its signal. */
    @ParameterizedTest
    @CsvSource({
        "INT, false, 130, run",
        "INT, true, 130, run",
        "TERM, false, 143, run",
        "INT, true, 130, extract --snapshot 2021-01-01 --run r --shard 0",
        "TERM, false, 143, extract --snapshot 2021-01-01 --run r --shard 0"
    })
    void anInterruptedExportSaysSoAndResumesWhenRunAgain(String signal, boolean gitFirst, int code, String command)
            throws InterruptedException {
        stack.sandbox()
                .inject(FaultRule.of(new Fault.Slow(Duration.ofMinutes(5)))
                        .kind(RequestKind.GIT)
                        .always());
        try (WorkerProcess worker =
                WorkerProcess.startInTerminal(folder.resolve("log"), stack.environment(), command.split(" "))) {
            worker.until(
                    "Git asks", () -> stack.sandbox().faultProgress().getFirst().seen() > 0);
            worker.signal(signal, gitFirst);
            assertSaysInterrupted(worker.ended(code));
        }
        stack.sandbox().clearFaults();
        assertResumes(command);
    }

    @ParameterizedTest
    @CsvSource({
        "INT, 130, plan --snapshot 2021-01-01 --run another",
        "TERM, 143, plan --snapshot 2021-01-01 --run another",
        "INT, 130, discover --created-from 2020-01-01",
        "TERM, 143, discover --created-from 2020-01-01"
    })
    void aCommandInterruptedWhileItWaitsForGitHubSaysSo(String signal, int code, String command)
            throws IOException, InterruptedException {
        Map<String, String> waiting = new HashMap<>(stack.environment());
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(2);
            String address = "http://127.0.0.1:" + silent.getLocalPort();
            waiting.put("GITHUB_API_URL", address);
            waiting.put("GITHUB_GRAPHQL_URL", address + "/graphql");
            try (WorkerProcess worker =
                    WorkerProcess.startInTerminal(folder.resolve("log"), waiting, command.split(" "))) {
                List<Socket> asked = new ArrayList<>();
                worker.until("GitHub is asked", () -> accepted(silent, asked));
                worker.signal(signal, false);
                assertSaysInterrupted(worker.ended(code));
                for (Socket socket : asked) {
                    socket.close();
                }
            }
        }
        assertResumes(command);
    }

    private static boolean accepted(ServerSocket server, List<Socket> sockets) {
        try {
            return sockets.add(server.accept());
        } catch (SocketTimeoutException nobody) {
            return false;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void assertSaysInterrupted(String output) {
        assertThat(output)
                .containsOnlyOnce("commitlake: interrupted")
                .contains("run the same command again to continue")
                .doesNotContain("fail", "fetched", "not started", "Exception", "bug");
    }

    private void assertResumes(String command) {
        stack.commitlake(command.split(" ")).ended(0);
        assertThat(stack.commitlake("run", "--snapshot", "2021-01-01").ended(0).err())
                .doesNotContain("fail");
        stack.oracle("one", 1000);
        stack.oracle("other", 1001);
    }
}
