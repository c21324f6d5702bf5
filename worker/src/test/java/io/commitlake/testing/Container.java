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

/** One container on this machine's network, its root file system read-only; removed at the end with its volumes. */
public final class Container implements AutoCloseable {
    private static final DockerClient DOCKER = DockerClientFactory.lazyClient();

    /** What it has said until now. */
    public record Said(String out, String err) {}

    private final String id;

    private Container(String id) {
        this.id = id;
    }

    /** Starts one. */
    public static Container start(String image, Map<String, String> environment, String... command) {
        return start(image, environment, Map.of(), command);
    }

    /**
     * Starts one.
     *
     * @param folders of this machine, by where they are in the container
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

    /** Waits for its end. */
    public int exitCode() {
        return DOCKER.waitContainerCmd(id)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode(5, TimeUnit.MINUTES);
    }

    /** SIGTERM, and SIGKILL where that hasn't ended it by then. */
    public void stop(Duration patience) {
        DOCKER.stopContainerCmd(id)
                .withTimeout(Math.toIntExact(patience.toSeconds()))
                .exec();
    }

    /** What Docker knows of it. */
    public ContainerState state() {
        return DOCKER.inspectContainerCmd(id).exec().getState();
    }

    public Said said() {
        return said(false);
    }

    /** With the moment before each line. */
    public Said saidWithTimes() {
        return said(true);
    }

    private Said said(boolean times) {
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
        return new Said(out.toString(), err.toString());
    }

    /** The names of all that is in its root file system, without a slash before them. */
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
