using Unloop.Evidence.Tables;

namespace Unloop.Evidence.Tests.Tables;

public sealed class TableTests
{
    [Fact]
    public void A_plain_event_table_is_read() => Check("""
        LAST SEEN   TYPE      REASON      OBJECT                   MESSAGE
        2m18s       Warning   BackOff     pod/web-1                Back-off restarting failed  container
        5m          Normal    Scheduled   pod/web-1                Successfully assigned shop/web-1 to n
        <unknown>   Warning   Failed      node/n                   x
        """, "||BackOff|Pod/web-1|1|2m18s|Back-off restarting failed  container", "||Scheduled|Pod/web-1|1|5m|Successfully assigned shop/web-1 to n", "||Failed|Node/n|1|<unknown>|x");

    [Fact]
    public void The_namespace_column_of_all_namespaces_is_read() => Check("""
        NAMESPACE   LAST SEEN                TYPE      REASON    OBJECT          MESSAGE
        shop        2m18s (x5 over 10m)      Warning   BackOff   pod/web-1       Back-off
        """, "shop||BackOff|Pod/web-1|5|2m18s (x5 over 10m)|Back-off");

    [Fact]
    public void The_wide_table_tells_container_and_count() => Check("""
        LAST SEEN   TYPE      REASON    OBJECT      SUBOBJECT              SOURCE            MESSAGE    FIRST SEEN   COUNT   NAME
        2m          Warning   BackOff   pod/web-1   spec.containers{web}   kubelet, node-1   Back-off   10m          12      web-1.17d
        """, "|web|BackOff|Pod/web-1|12|2m (x12 over 10m)|Back-off");

    [Fact]
    public void The_table_of_old_kubectl_names_kind_and_object_apart() => Check("""
        LAST SEEN   FIRST SEEN   COUNT     NAME                     KIND      SUBOBJECT              TYPE      REASON    SOURCE            MESSAGE
        1m          9m           7         web-1.15a2c3d4e5f60718   Pod       spec.containers{web}   Warning   BackOff   kubelet, node-1   Back-off
        """, "|web|BackOff|Pod/web-1|7|1m (x7 over 9m)|Back-off");

    [Fact]
    public void A_table_whose_columns_were_pasted_crooked_is_read_by_its_gaps() => Check("""
        LAST SEEN  TYPE  REASON  OBJECT  MESSAGE
        2m18s   Warning   BackOff   pod/web-1-with-a-long-name   Back-off  restarting
        """, "||BackOff|Pod/web-1-with-a-long-name|1|2m18s|Back-off  restarting");

    [Fact]
    public void A_pod_table_is_read_wide_or_not()
    {
        var pods = PodTable.Read("""
            NAMESPACE   NAME    READY   STATUS                  RESTARTS        AGE     IP       NODE
            shop        web-1   0/2     Init:CrashLoopBackOff   5 (3m2s ago)    10m     1.2.3.4  node-1
            shop        db-0    1/1     Running                 0               3d      1.2.3.5  node-2

            some text
            """.Split('\n'));

        Assert.Equal(
            [new ListedPod("shop", "web-1", 0, 2, "Init:CrashLoopBackOff", 5, "node-1"), new ListedPod("shop", "db-0", 1, 1, "Running", 0, "node-2")], pods);
    }

    private static void Check(string table, params string[] expected) => Assert.Equal(
        expected,
        EventTable.Read(table.ReplaceLineEndings("\n").Split('\n')).Select(e => $"{e.Namespace}|{e.Event.Container}|{e.Event.Reason}|{e.Event.Object}|{e.Event.Count}|{e.Event.Age}|{e.Event.Message}"));
}
