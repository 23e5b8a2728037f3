using System.Text;
using CsCheck;
using Unloop.Tests;

namespace Unloop.Evidence.Tests.Offline;

public sealed class HostileInputTests
{
    private static readonly string[] Names =
        ["describe.txt", "pod.yaml", "pods.json", "events.txt", "previous.log", "Dockerfile", "unloop.json", "pods/a/b/evidence.json", "x", "init-a.log", "a/b/logs.txt"];

    private static readonly string[] Pieces =
    [
        "Name:  p\n", "Namespace:  x\n", "Containers:\n", "  web:\n", "    State:  Waiting\n", "      Reason:  X\n", "    Last State:  Terminated\n", "      Message:  a\n", "      Exit Code:  1\n",
        "    Environment:\n", "      A:  <set to the key '", "    Mounts:\n", "      /a from b (ro,path=\"", "Events:\n", "  Warning  B  2m (x", "    Liveness:  exec [", "Volumes:\n", "  v:\n", "    Type:  ", "Labels:  =\n",
        "LAST SEEN  TYPE  REASON  OBJECT  MESSAGE\n", "NAME  READY  STATUS  RESTARTS\n", "1m  Warning  X  pod/", "web  0/1  Error  2 (",
        "kind: Pod\n", "{\"kind\":\"Pod\",", "\"spec\":{\"containers\":[", "{\"name\":\"a\"", "}", "]", "metadata: {name: p}\n", "spec:\n", "  containers:\n", "  - name: a\n",
        "{\"schema\":\"unloop.dev/evidence/v1\",\"files\":[null,\"a\"]}", "{\"subject\":{\"pod\":\"p\"},\"containers\":[null,{\"name\":\"a\"}],\"pod\":{}}",
        "==== START logs for container a of pod b/c ====\n", "[pod/a/b] x\n", "2024-06-18T12:13:26.702738396Z stdout P ", "\u001b[", "\u001b]", "\0", "\r\n", "\t", " ", "\uFEFF", "\uD800", ":", "password=", "://u:", "@",
    ];

    [Fact]
    public void No_input_throws() => Gen.Select(Gen.OneOf<string>(Names), Gen.OneOf<string>(Pieces).List[0, 40]).List[0, 4].ForAll(
        files => _ = Files.Read([.. files.Select(f => (f.Item1, string.Concat(f.Item2)))]),
        cases: 3_000);

    [Fact]
    public void No_bytes_throw() => Gen.Select(Gen.OneOf<string>(Names), Gen.Byte.Array[0, 400]).ForAll((name, bytes) => _ = Files.Read(name, bytes), cases: 2_000);

    [Fact]
    public void A_good_file_with_any_bytes_changed_does_not_throw()
    {
        var good = Encoding.UTF8.GetBytes(Files.Describe("p", "i/setup:CrashLoopBackOff:1", "web:PodInitializing"));
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).ForAll(
            (at, value, length) =>
            {
                var changed = good.ToArray();
                changed[at] = value;
                _ = Files.Read("describe.txt", changed[..length]);
            },
            cases: 2_000);
    }
}
