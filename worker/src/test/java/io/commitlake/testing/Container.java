package io.commitlake.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.testcontainers.DockerClientFactory;

/** A container on the host's network with a read-only root file system; closing removes it with its volumes. */
public final class Container implements AutoCloseable {
    private static final DockerClient DOCKER = DockerClientFactory.lazyClient();

    /** The container's standard output and error so far. */
    public record Output(String out, String err) {}

    private final String id;

    private Container(String id) {
        this.id = id;
    }

    /** Starts a container. */
    public static Container start(String image, Map<String, String> environment, String... command) {
        return start(image, environment, Map.of(), command);
    }

    /**
     * Starts a container.
     *
     * @param folders folders of the host, by their paths in the container
     */
    public static Container start(
            String image, Map<String, String> environment, Map<String, Path> folders, String... command) {
        HostConfig host = HostConfig.newHostConfig()
                .withNetworkMode("host")
                .withReadonlyRootfs(true)
                .withBinds(folders.entrySet().stream()
                        .map(each -> new Bind(each.getValue().toString(), new Volume(each.getKey())))
                        .toList());
        String id = DOCKER.createContainerCmd(image)
                .withHostConfig(host)
                .withEnv(environment.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList())
                .withCmd(List.of(command))
                .exec()
                .getId();
        DOCKER.startContainerCmd(id).exec();
        return new Container(id);
    }

    /** Waits up to five minutes for the container to end; returns its exit code. */
    public int exitCode() {
        return DOCKER.waitContainerCmd(id)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode(5, TimeUnit.MINUTES);
    }

    /** Sends SIGTERM, and SIGKILL if the container still runs after {@code patience}. */
    public void stop(Duration patience) {
        DOCKER.stopContainerCmd(id)
                .withTimeout(Math.toIntExact(patience.toSeconds()))
                .exec();
    }

    /** The state as Docker reports it. */
    public ContainerState state() {
        return DOCKER.inspectContainerCmd(id).exec().getState();
    }

    public Output output() {
        return output(false);
    }

    /** The output with a time before each line. */
    public Output outputWithTimes() {
        return output(true);
    }

    private Output output(boolean times) {
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        try (var frames = new ResultCallback.Adapter<Frame>() {
            @Override
            public void onNext(Frame frame) {
                (frame.getStreamType() == StreamType.STDERR ? err : out)
                        .append(new String(frame.getPayload(), StandardCharsets.UTF_8));
            }
        }) {
            DOCKER.logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTimestamps(times)
                    .exec(frames)
                    .awaitCompletion();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new Output(out.toString(), err.toString());
    }

    /** The paths of all files in the root file system, without a leading slash. */
    public Set<String> files() {
        Set<String> names = new HashSet<>();
        try (InputStream root = DOCKER.copyArchiveFromContainerCmd(id, "/").exec();
                TarArchiveInputStream entries = new TarArchiveInputStream(root)) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                names.add(entry.getName().replaceFirst("^[./]+", ""));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return names;
    }

    @Override
    public void close() {
        DOCKER.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
    }
}
