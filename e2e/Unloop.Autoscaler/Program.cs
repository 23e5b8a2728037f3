using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Unloop.Autoscaler;

// unloop-autoscaler API LOOKS TUNING CASE…
// Plays the kubelet and the metrics API of a control plane that has neither, and holds each decision of its controller-manager against the one that is computed.
// API: an API server over plain HTTP (kubectl proxy). TUNING: sync,stabilization,cpu-initialization,readiness-delay in seconds. CASE: namespace=folder with report.json and series.csv.
var (api, looks) = (new Uri(args[0]), int.Parse(args[1]));
using var client = new HttpClient { BaseAddress = api };
var cases = args[3..].Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => new RecordedCase(a[0], a[1], args[2], client));

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Any, 0, l => l.UseHttps(Certificate())));
await using var app = builder.Build();
app.Run(AnswerAsync);
await app.StartAsync();
Console.Error.WriteLine($"metrics.k8s.io on port {new Uri(app.Urls.First()).Port}");
var patience = DateTime.UtcNow.AddMinutes(8);
while (cases.Values.Any(c => c.Rows.Count < looks) && DateTime.UtcNow < patience)
{
    await Task.Delay(250);
}

await app.StopAsync();
return cases.Values.Select(c => c.Report(looks)).ToList().TrueForAll(ok => ok) ? 0 : 1;

async Task AnswerAsync(HttpContext context)
{
    const string group = "/apis/metrics.k8s.io/v1beta1";
    var path = context.Request.Path.Value ?? "";
    context.Response.ContentType = "application/json";
    if (path == group)
    {
        await context.Response.WriteAsync("""{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"metrics.k8s.io/v1beta1","resources":[{"name":"pods","singularName":"","namespaced":true,"kind":"PodMetrics","verbs":["get","list"]}]}""");
    }
    else if (path.Split('/') is ["", "apis", "metrics.k8s.io", "v1beta1", "namespaces", var space, "pods"] && cases.TryGetValue(space, out var asked))
    {
        var items = await asked.AnswerAsync(context.Request.Headers["User-Agent"].ToString().Contains("horizontal-pod-autoscaler", StringComparison.Ordinal));
        await context.Response.WriteAsync(new JsonObject { ["kind"] = "PodMetricsList", ["apiVersion"] = "metrics.k8s.io/v1beta1", ["metadata"] = new JsonObject(), ["items"] = items }.ToJsonString());
    }
    else
    {
        context.Response.StatusCode = 404;
        await context.Response.WriteAsync("""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}""");
    }
}

static X509Certificate2 Certificate()
{
    using var key = RSA.Create(2048);
    var request = new CertificateRequest("CN=metrics", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    using var signed = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pfx), null);
}
