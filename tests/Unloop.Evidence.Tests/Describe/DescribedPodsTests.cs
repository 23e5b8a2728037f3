using Unloop.Core.Facts;
using Unloop.Evidence.Describe;

namespace Unloop.Evidence.Tests.Describe;

public sealed class DescribedPodsTests
{
    private const string Whole = """
        $ kubectl describe pod shop-web-6bfc89db65-j9g9z
        Name:                      shop-web-6bfc89db65-j9g9z
        Namespace:                 shop
        Priority:                  1000
        Priority Class Name:       important
        Service Account:           web
        Node:                      worker-2/10.1.2.3
        Start Time:                Fri, 10 May 2024 10:01:46 +0200
        Labels:                    app=shop
                                   pod-template-hash=6bfc89db65
        Annotations:               example.com/note: two words
                                   example.com/token: abc
        Status:                    Running
        SeccompProfile:            RuntimeDefault
        IP:                        172.30.207.76
        Controlled By:             ReplicaSet/shop-web-6bfc89db65
        Init Containers:
          migrate:
            Container ID:  containerd://aaa
            Image:         shop/migrate:1
            Command:
              /bin/sh
              -c
              set -e
                ./migrate up
            State:          Terminated
              Reason:       Completed
              Exit Code:    0
            Ready:          True
            Restart Count:  0
            Environment:    <none>
            Mounts:         <none>
          proxy:
            Image:          proxy:2
            Restart Policy: Always
            State:          Running
              Started:      Fri, 10 May 2024 10:01:50 +0200
            Ready:          True
            Restart Count:  0
        Containers:
          web:
            Container ID:   containerd://bbb
            Image:          shop/web:1
            Image ID:       shop/web@sha256:123
            Ports:          8080/TCP (http), 9090/TCP
            Host Ports:     0/TCP, 19090/TCP
            Args:
              --listen=:8080
              --db-password
              hunter2
            State:          Waiting
              Reason:       CrashLoopBackOff
              Message:      back-off 5m0s restarting failed container
            Last State:     Terminated
              Reason:       Error
              Message:      panic: no config
        Status: of the program, not of the pod
              goroutine 1 [running]:

              Exit Code:    2
              Signal:       9
              Started:      Fri, 10 May 2024 10:05:00 +0200
              Finished:     Fri, 10 May 2024 10:05:03 +0200
            Ready:          False
            Restart Count:  7
            Limits:
              cpu:     500m
              memory:  128Mi
            Requests:
              cpu:      100m
              memory:   64Mi
            Liveness:   http-get https://:http/healthz delay=5s timeout=2s period=3s #success=1 #failure=4
            Readiness:  tcp-socket :9090 delay=0s timeout=1s period=10s #success=1 #failure=3
            Startup:    exec [sh -c test -f /ready
        exit $?] delay=1s timeout=1s period=1s #success=1 #failure=30
            Environment Variables from:
              web-config  ConfigMap with prefix 'WEB_'  Optional: true
              web-secret  Secret  Optional: false
            Environment:
              LOG_LEVEL:    debug
              DB_PASSWORD:  hunter2
              DB_HOST:      <set to the key 'host' of config map 'db'>       Optional: false
              DB_USER:      <set to the key 'user' in secret 'db-login'>  Optional: true
              POD_IP:        (v1:status.podIP)
              GOMAXPROCS:   2 (limits.cpu)
            Mounts:
              /etc/web from config (ro)
              /etc/web/extra.yaml from config (rw,path="extra.yaml")
        Conditions:
          Type              Status
          Initialized       True
          Ready             False
        Volumes:
          config:
            Type:      ConfigMap (a volume populated by a ConfigMap)
            Name:      web-files
            Optional:  false
          cache:
            Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
            Medium:     Memory
            SizeLimit:  64Mi
          data:
            Type:       PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)
            ClaimName:  web-data
            ReadOnly:   false
          kube-api-access-x:
            Type:                    Projected (a volume that contains injected data from multiple sources)
            TokenExpirationSeconds:  3607
            ConfigMapName:           kube-root-ca.crt
        QoS Class:       Burstable
        Node-Selectors:  <none>
        Tolerations:     node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
        Events:
          Type     Reason     Age                  From               Message
          ----     ------     ----                 ----               -------
          Normal   Scheduled  5m                   default-scheduler  Successfully assigned shop/web to worker-2
          Warning  Unhealthy  2m (x12 over 4m30s)  kubelet            Liveness probe failed: Get "https://10.1.2.3:8080/healthz": dial tcp
        10.1.2.3:8080: connect: connection refused
          Warning  BackOff    10s (x30 over 4m)    kubelet            Back-off restarting failed container web in pod shop-web
        """;

    private static readonly PodEvidence Pod = Assert.Single(DescribedPods.Read(Whole));

    private static ContainerFacts Web => Pod.Container("web")!;

    [Fact]
    public void The_pod_is_known_by_name_place_and_owner()
    {
        Assert.Equal(("shop-web-6bfc89db65-j9g9z", "shop", "Deployment/shop-web"), (Pod.Subject.Pod, Pod.Subject.Namespace, Pod.Subject.Workload));
        Assert.Equal(("Running", "worker-2", "Burstable", "web", "important", "RuntimeDefault"), (Pod.Pod.Phase, Pod.Pod.NodeName, Pod.Pod.QosClass, Pod.Pod.ServiceAccount, Pod.Pod.PriorityClass, Pod.Pod.Security.Seccomp));
        Assert.Equal(["ReplicaSet/shop-web-6bfc89db65"], Pod.Pod.Owners);
        Assert.Equal("shop", Pod.Pod.Labels["app"]);
        Assert.Equal("two words", Pod.Pod.Annotations["example.com/note"]);
        Assert.Equal([("Initialized", "True"), ("Ready", "False")], Pod.Pod.Conditions.Select(c => (c.Type, c.Status)));
    }

    [Fact]
    public void Containers_keep_their_order_and_their_types() => Assert.Equal(
        [("migrate", ContainerType.Init), ("proxy", ContainerType.Sidecar), ("web", ContainerType.App)], Pod.Containers.Select(c => (c.Name, c.Type)));

    [Fact]
    public void A_message_of_many_lines_does_not_swallow_what_follows()
    {
        var last = Web.LastState!;

        Assert.Equal("panic: no config\nStatus: of the program, not of the pod\n      goroutine 1 [running]:", last.Message);
        Assert.Equal((2, 9, "Error", TimeSpan.FromSeconds(3)), (last.ExitCode, last.Signal, last.Reason, last.Lifetime));
        Assert.Equal(new DateTimeOffset(2024, 5, 10, 8, 5, 0, TimeSpan.Zero), last.StartedAt);
        Assert.Equal((7, false, "CrashLoopBackOff", "back-off 5m0s restarting failed container"), (Web.RestartCount, Web.Ready, Web.WaitingReason, Web.State!.Message));
    }

    [Fact]
    public void The_script_of_a_shell_is_one_word_and_a_secret_is_none()
    {
        Assert.Equal(["/bin/sh", "-c", "set -e\n  ./migrate up"], Pod.Container("migrate")!.Command!);
        Assert.Equal(["--listen=:8080", "--db-password", "‹redacted len=7›"], Web.Args!);
    }

    [Fact]
    public void Ports_and_resources_are_read()
    {
        Assert.Equal([new PortFact(8080, "http"), new PortFact(9090, null, "TCP", 19090)], Web.Ports);
        Assert.Equal(("500m", "100m", "128Mi", "64Mi"), (Web.Resources.CpuLimit, Web.Resources.CpuRequest, Web.Resources.MemoryLimit, Web.Resources.MemoryRequest));
    }

    [Fact]
    public void Probes_are_read_even_with_a_line_break_in_the_command()
    {
        Assert.Equal(new ProbeFact { Kind = "http-get", Target = "https://:http/healthz", Port = "http", InitialDelaySeconds = 5, TimeoutSeconds = 2, PeriodSeconds = 3, FailureThreshold = 4 }, Web.Liveness);
        Assert.Equal(("tcp-socket", ":9090", "9090"), (Web.Readiness!.Kind, Web.Readiness.Target, Web.Readiness.Port));
        Assert.Equal(("exec", "sh -c test -f /ready\nexit $?", 30), (Web.Startup!.Kind, Web.Startup.Target, Web.Startup.FailureThreshold));
    }

    [Fact]
    public void The_environment_tells_values_from_references() => Assert.Equal(
        [
            new EnvFact { Name = "WEB_", SourceKind = "configMap", SourceName = "web-config", Optional = true, FromAll = true },
            new EnvFact { Name = "", SourceKind = "secret", SourceName = "web-secret", Optional = false, FromAll = true },
            new EnvFact { Name = "LOG_LEVEL", Value = "debug" },
            new EnvFact { Name = "DB_PASSWORD", Value = "‹redacted len=7›" },
            new EnvFact { Name = "DB_HOST", SourceKind = "configMap", SourceName = "db", SourceKey = "host", Optional = false },
            new EnvFact { Name = "DB_USER", SourceKind = "secret", SourceName = "db-login", SourceKey = "user", Optional = true },
            new EnvFact { Name = "POD_IP", SourceKind = "field", SourceKey = "status.podIP" },
            new EnvFact { Name = "GOMAXPROCS", SourceKind = "resource", SourceKey = "limits.cpu" },
        ],
        Web.Env);

    [Fact]
    public void Mounts_and_volumes_are_read()
    {
        Assert.Equal([new MountFact("/etc/web", "config", true), new MountFact("/etc/web/extra.yaml", "config", false, "extra.yaml")], Web.Mounts);
        Assert.Equal(
            [
                new VolumeFact("config", "configMap", "web-files", false),
                new VolumeFact("cache", "emptyDir", Medium: "Memory", SizeLimit: "64Mi"),
                new VolumeFact("data", "persistentVolumeClaim", "web-data"),
                new VolumeFact("kube-api-access-x", "projected", "kube-root-ca.crt"),
            ],
            Pod.Pod.Volumes);
    }

    [Fact]
    public void Every_reference_is_listed_with_its_place() => Assert.Equal(
        ["ConfigMap web-config envFrom True", "Secret web-secret envFrom False", "ConfigMap db/host env DB_HOST False", "Secret db-login/user env DB_USER True", "ConfigMap web-files volume config False"],
        Pod.References.Select(r => $"{r.Kind} {r.Name}{(r.Key is null ? "" : "/" + r.Key)} {r.Place} {r.Optional}"));

    [Fact]
    public void Only_a_container_with_all_headings_has_a_known_outline() =>
        Assert.Equal([true, false, true], Pod.Containers.Select(c => c.OutlineKnown && !c.SpecKnown));

    [Fact]
    public void Events_keep_their_counts_and_wrapped_lines_are_joined()
    {
        Assert.Equal(["Scheduled", "Unhealthy", "BackOff"], Pod.Events.Select(e => e.Reason));
        var unhealthy = Pod.Events[1];
        Assert.Equal((12, "2m (x12 over 4m30s)", "kubelet", "Warning"), (unhealthy.Count, unhealthy.Age, unhealthy.Component, unhealthy.Type));
        Assert.EndsWith("dial tcp 10.1.2.3:8080: connect: connection refused", unhealthy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_of_old_kubectl_is_read_too()
    {
        var pod = Assert.Single(DescribedPods.Read(
            "Name:\t\tdb-0\nNamespace:\tdefault\nNode:\t\tnode-1/10.0.0.1\nStatus:\t\tRunning\nIP:\t\t10.2.0.4\nControllers:\t<none>\nContainers:\n  db:\n    Container ID:\tdocker://1\n"
            + "    Image:\t\tmysql:5.7\n    Port:\t\t3306/TCP\n    Limits:\n      memory:\t1Gi\n    State:\t\tWaiting\n      Reason:\t\tCrashLoopBackOff\n    Last State:\t\tTerminated\n"
            + "      Reason:\t\tError\n      Exit Code:\t1\n      Started:\t\tMon, 01 Jan 0001 00:00:00 +0000\n      Finished:\t\tThu, 04 May 2017 10:00:00 +0000\n    Ready:\t\tFalse\n    Restart Count:\t3\n"
            + "    Volume Mounts:\n      /var/lib/mysql from data (rw)\n    Environment Variables:\n      A:\tb\nConditions:\n  Type\t\tStatus\n  Ready \tFalse\nVolumes:\n  data:\n    Type:\tPersistentVolumeClaim (x)\n    ClaimName:\tdata-db-0\n"
            + "QoS Class:\tBurstable\nEvents:\n  FirstSeen\tLastSeen\tCount\tFrom\t\t\tSubObjectPath\t\tType\t\tReason\t\tMessage\n  ---------\t--------\t-----\t----\t\t\t-------------\t\t--------\t------\t\t-------\n"
            + "  5m\t\t5m\t\t1\t{default-scheduler }\t\t\t\tNormal\t\tScheduled\tSuccessfully assigned db-0 to node-1\n  4m\t\t1m\t\t6\t{kubelet node-1}\tspec.containers{db}\tWarning\t\tBackOff\t\tBack-off restarting failed docker container\n"));
        var db = Assert.Single(pod.Containers);

        Assert.Equal(("mysql:5.7", "1Gi", 3, 1), (db.Image, db.Resources.MemoryLimit, db.RestartCount, db.LastState!.ExitCode));
        Assert.Null(db.LastState.StartedAt);
        Assert.Equal(2017, db.LastState.FinishedAt!.Value.Year);
        Assert.Equal([new MountFact("/var/lib/mysql", "data")], db.Mounts);
        Assert.Equal([("Scheduled", 1, null, "default-scheduler"), ("BackOff", 6, "db", "kubelet")], pod.Events.Select(e => (e.Reason, e.Count, e.Container, e.Component)));
    }

    [Fact]
    public void Several_pods_are_told_apart_and_other_objects_are_left_out()
    {
        const string Short = "Name:  {0}\nNamespace:  x\nContainers:\n  app:\n    Image:  a\n    State:  Running\n    Ready:  True\n";
        var text = "NAME READY\n" + Short.Replace("{0}", "one", StringComparison.Ordinal) + "\n\n" + Short.Replace("{0}", "two", StringComparison.Ordinal)
            + "\nName:  web\nNamespace:  x\nPod Template:\n  Containers:\n   app:\n    Image:  a\nName: node-1\nLabels: a=b\nConditions:\n";

        Assert.Equal(["one", "two"], DescribedPods.Read(text).Select(p => p.Subject.Pod));
    }

    [Fact]
    public void A_quoted_description_loses_its_indentation()
    {
        var text = string.Join('\n', Whole.Split('\n').Select(l => "    " + l));

        Assert.Equal(Web.LastState!.ExitCode, Assert.Single(DescribedPods.Read(text)).Container("web")!.LastState!.ExitCode);
    }
}
