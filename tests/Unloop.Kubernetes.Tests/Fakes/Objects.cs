namespace Unloop.Kubernetes.Tests.Fakes;

/// <summary>API objects as an API server writes them, of our own making.</summary>
internal static class Objects
{
    public const string Pods = "/api/v1/namespaces/shop/pods";
    public const string Events = "/api/v1/namespaces/shop/events";
    public const string ConfigMaps = "/api/v1/namespaces/shop/configmaps";
    public const string Deployments = "/apis/apps/v1/namespaces/shop/deployments";
    public const string ReplicaSets = "/apis/apps/v1/namespaces/shop/replicasets";

    public static string Stamp(int minutesAgo) => FakeApi.Now.AddMinutes(-minutesAgo).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    public static string Waiting(string reason) => $$$$"""{"waiting":{"reason":"{{{{reason}}}}","message":"so it says"}}""";

    public static string Running(int minutesAgo = 1) => $$$$"""{"running":{"startedAt":"{{{{Stamp(minutesAgo)}}}}"}}""";

    public static string Ended(int code, string id, int minutesAgo = 2) =>
        $$$$"""{"terminated":{"exitCode":{{{{code}}}},"reason":"Error","startedAt":"{{{{Stamp(minutesAgo + 1)}}}}","finishedAt":"{{{{Stamp(minutesAgo)}}}}","containerID":"containerd://{{{{id}}}}"}}""";

    public static string Status(string name, string state, string last = "{}", int restarts = 0, bool ready = false, string id = "") =>
        $$$$"""{"name":"{{{{name}}}}","image":"app:1","restartCount":{{{{restarts}}}},"ready":{{{{(ready ? "true" : "false")}}}},"containerID":"{{{{(id.Length > 0 ? "containerd://" + id : "")}}}}","state":{{{{state}}}},"lastState":{{{{last}}}}}""";

    /// <summary>The status of a container in its back-off, after its third restart.</summary>
    public static string Looping(string name = "web", string id = "c3", int code = 1) => Status(name, Waiting("CrashLoopBackOff"), Ended(code, id), 3, id: id);

    public static string Pod(string name, string statuses, string metadata = "", string spec = "", string status = "", string labels = "", string initStatuses = "", string space = "shop", string phase = "Running", string containers = """{"name":"web","image":"app:1"}""") =>
        $$$$"""
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"{{{{name}}}}","namespace":"{{{{space}}}}","uid":"uid-{{{{name}}}}","creationTimestamp":"{{{{Stamp(60)}}}}","labels":{ {{{{labels}}}} }{{{{metadata}}}}},
         "spec":{"nodeName":"node-1","restartPolicy":"Always","containers":[{{{{containers}}}}]{{{{spec}}}}},
         "status":{"phase":"{{{{phase}}}}","containerStatuses":[{{{{statuses}}}}],"initContainerStatuses":[{{{{initStatuses}}}}]{{{{status}}}}}}
        """;

    public static string OwnedBy(string kind, string name, string uid, string apiVersion = "apps/v1") =>
        $$$$""","ownerReferences":[{"apiVersion":"{{{{apiVersion}}}}","kind":"{{{{kind}}}}","name":"{{{{name}}}}","uid":"{{{{uid}}}}","controller":true}]""";

    public static string Event(string name, string uid, string reason, string message, string kind = "Pod", string about = "web-1", int count = 1) =>
        $$$$"""
        {"metadata":{"name":"{{{{name}}}}"},"type":"Warning","reason":"{{{{reason}}}}","message":"{{{{message}}}}","count":{{{{count}}}},
         "firstTimestamp":"{{{{Stamp(9)}}}}","lastTimestamp":"{{{{Stamp(1)}}}}","involvedObject":{"kind":"{{{{kind}}}}","name":"{{{{about}}}}","uid":"{{{{uid}}}}"}}
        """;

    public static string Deployment(string name, string metadata = "", int revision = 2) =>
        $$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{{name}}}}","namespace":"shop","uid":"uid-{{{{name}}}}","annotations":{"deployment.kubernetes.io/revision":"{{{{revision}}}}"}{{{{metadata}}}}},
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"{{{{name}}}}"}}},"status":{"readyReplicas":1}}
        """;

    public static string ReplicaSet(string name, string deployment, int revision, string image, int available = 0, int minutesAgo = 60) =>
        $$$$"""
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"{{{{name}}}}","namespace":"shop","uid":"uid-{{{{name}}}}","creationTimestamp":"{{{{Stamp(minutesAgo)}}}}","labels":{"app":"{{{{deployment}}}}"},
         "annotations":{"deployment.kubernetes.io/revision":"{{{{revision}}}}"}{{{{OwnedBy("Deployment", deployment, "uid-" + deployment)}}}}},
         "spec":{"selector":{"matchLabels":{"app":"{{{{deployment}}}}"}},"template":{"metadata":{"labels":{"app":"{{{{deployment}}}}"}},"spec":{"containers":[{"name":"web","image":"{{{{image}}}}"}]}}},
         "status":{"replicas":1,"availableReplicas":{{{{available}}}}}}
        """;
}
