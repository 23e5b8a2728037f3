using Unloop.Core.Diagnoses;

namespace Unloop.Core.Scaling.Obstacles;

/// <summary>State that replicas would share and must not, or would not share and must.</summary>
internal static class StateObstacles
{
    /// <summary>Programs of which one writes: a second one beside it is another database, not half of it.</summary>
    private static readonly string[] SingleWriters =
        ["postgres", "postgresql", "mysql", "mariadb", "mssql", "redis", "valkey", "mongo", "mongodb", "influxdb", "prometheus", "grafana", "jenkins", "gitea", "sonarqube", "registry", "nexus3", "minio", "memcached"];

    /// <summary>Folders whose contents may go with the pod.</summary>
    private static readonly string[] Passing = ["/tmp", "/var/tmp", "/run", "/var/run", "/dev", "/var/cache", "/cache", "/var/log", "/logs"];
    private static readonly string[] Lasting = ["data", "db", "database", "upload", "uploads", "storage", "sessions", "state", "media", "queue", "lib", "files", "persist"];

    public static IEnumerable<ScalingObstacle> Find(ScalingFacts facts) =>
        SharedClaims(facts).Concat(Copies(facts)).Concat(facts.Workload.Volumes.Select(Local).OfType<ScalingObstacle>());

    private static IEnumerable<ScalingObstacle> SharedClaims(ScalingFacts facts)
    {
        foreach (var volume in facts.Workload.Volumes.Where(v => v.Kind == "persistentVolumeClaim"))
        {
            if (facts.Claims.FirstOrDefault(c => c.Name == volume.Source) is not { AccessModes: [_, ..] modes } || modes.Contains("ReadWriteMany") || (modes.Contains("ReadOnlyMany") && volume.Mounts.Count == 0))
            {
                continue;
            }

            var isPod = modes.Contains("ReadWriteOncePod");
            var proofs = new List<Proof>
            {
                new(ProofSource.PodSpec, $"volumes[{volume.Name}].persistentVolumeClaim.claimName", volume.Source ?? ""),
                new(ProofSource.Workload, $"persistentvolumeclaim/{volume.Source} spec.accessModes", string.Join(", ", modes)),
            };
            var claim = $"persistentvolumeclaim/{volume.Source}";
            yield return new("volume-not-shared", ObstacleWeight.Blocks,
                isPod ? $"All replicas name the claim {volume.Source}, and its mode ReadWriteOncePod lets one pod mount it: the second never starts."
                : $"All replicas name the claim {volume.Source}, and its mode {string.Join(", ", modes)} lets one node mount it: a replica on another node waits in ContainerCreating for ever.",
                proofs,
                new("Keep what is written elsewhere (a database, an object store), or use a claim with the access mode ReadWriteMany on a storage class that offers it and move the data.")
                {
                    Command = $"kubectl describe {claim} -n {facts.Workload.Ref.Namespace}",
                    Diff = $"-accessModes: [{string.Join(", ", modes)}]\n+accessModes: [ReadWriteMany]",
                });
        }
    }

    /// <summary>A StatefulSet whose replicas each have a volume of their own: more of them are more capacity only where the program knows its peers.</summary>
    private static IEnumerable<ScalingObstacle> Copies(ScalingFacts facts)
    {
        var workload = facts.Workload;
        if (workload.Ref.Kind != "StatefulSet" || workload.Replicas > 1 || workload.ClaimTemplates.Count == 0)
        {
            yield break;
        }

        var writer = workload.Containers.FirstOrDefault(c => !c.IsInit && SingleWriters.Contains(NameOf(c.Image)));
        var proofs = new List<Proof> { new(ProofSource.Workload, "spec.volumeClaimTemplates", string.Join(", ", workload.ClaimTemplates)), new(ProofSource.Workload, "spec.replicas", $"{workload.Replicas ?? 1}") };
        if (writer is not null)
        {
            proofs.Add(new(ProofSource.PodSpec, $"containers[{writer.Name}].image", writer.Image!));
            yield return new("single-writer", ObstacleWeight.Blocks,
                $"{NameOf(writer.Image)} with one replica is the one writer of its data: a second replica begins with an empty volume and is another store, not half of this one.",
                proofs,
                new("Give it more CPU and memory, put a cache or read replicas beside it by its own means, or let an operator run it as a cluster."));
        }
        else
        {
            yield return new("volume-of-its-own", ObstacleWeight.First,
                "Each further replica begins with an empty volume of its own: it is more capacity only where the program shares its state by other means.",
                proofs,
                new("Find out whether it forms a cluster (peers, replication) or shards; if it keeps the only copy of something, do not scale it out."));
        }
    }

    private static ScalingObstacle? Local(ScaledVolume volume)
    {
        if (volume.Kind == "hostPath" && volume.Mounts is [var mount, ..])
        {
            return new("host-path", ObstacleWeight.First,
                $"What is written to {mount} stays on its node: replicas on other nodes do not see it.",
                [new(ProofSource.PodSpec, $"volumes[{volume.Name}].hostPath.path", volume.Source ?? "")],
                new("Keep it in a database, an object store or a ReadWriteMany volume; mount it with readOnly: true where it is only read."));
        }

        if (volume is not { Kind: "emptyDir", InMemory: false } || volume.Mounts.FirstOrDefault(m => !IsPassing(m)) is not { } folder)
        {
            return null;
        }

        var lasts = folder.ToLowerInvariant().Split('/').Any(Lasting.Contains);
        return new("local-state", lasts ? ObstacleWeight.First : ObstacleWeight.Mind,
            lasts ? $"What is written to {folder} belongs to one pod and goes with it: with more replicas a client finds it on one of them only."
            : $"{folder} is each pod's own and goes with it; that is right for scratch files alone.",
            [new(ProofSource.PodSpec, $"volumes[{volume.Name}].emptyDir", string.Join(", ", volume.Mounts))],
            new("Keep sessions, uploads and queues outside the pod (a database, an object store, a cache that all share)."));
    }

    private static bool IsPassing(string mount) => Passing.Any(p => mount == p || mount.StartsWith(p + "/", StringComparison.Ordinal)) || mount.Contains("/cache", StringComparison.Ordinal) || mount.Contains("/tmp", StringComparison.Ordinal);

    /// <summary>The last part of an image's repository, without tag and digest.</summary>
    private static string NameOf(string? image)
    {
        var name = (image ?? "").Split('@')[0];
        name = name[(name.LastIndexOf('/') + 1)..];
        return name.Split(':')[0].ToLowerInvariant();
    }
}
