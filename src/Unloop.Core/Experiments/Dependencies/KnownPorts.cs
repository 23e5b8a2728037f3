namespace Unloop.Core.Experiments.Dependencies;

/// <summary>Ports that services have where nobody says another. Source: the services' own documentation, and IANA's registry.</summary>
internal static class KnownPorts
{
    private static readonly Dictionary<string, (int Port, bool Tls)> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = (80, false), ["ws"] = (80, false), ["https"] = (443, true), ["wss"] = (443, true),
        ["postgres"] = (5432, false), ["postgresql"] = (5432, false), ["mysql"] = (3306, false), ["mariadb"] = (3306, false), ["sqlserver"] = (1433, false), ["mssql"] = (1433, false), ["oracle"] = (1521, false),
        ["cockroachdb"] = (26257, false), ["clickhouse"] = (9000, false), ["cassandra"] = (9042, false), ["mongodb"] = (27017, false), ["neo4j"] = (7687, false), ["bolt"] = (7687, false),
        ["redis"] = (6379, false), ["rediss"] = (6379, true), ["valkey"] = (6379, false), ["memcached"] = (11211, false),
        ["amqp"] = (5672, false), ["amqps"] = (5671, true), ["nats"] = (4222, false), ["mqtt"] = (1883, false), ["mqtts"] = (8883, true), ["stomp"] = (61613, false), ["pulsar"] = (6650, false), ["pulsar+ssl"] = (6651, true),
        ["ldap"] = (389, false), ["ldaps"] = (636, true), ["smtp"] = (25, false), ["smtps"] = (465, true), ["imap"] = (143, false), ["imaps"] = (993, true), ["ftp"] = (21, false), ["sftp"] = (22, false), ["ssh"] = (22, false), ["git"] = (9418, false),
        ["zookeeper"] = (2181, false), ["zk"] = (2181, false), ["kafka"] = (9092, false),
    };

    /// <summary>Schemes of addresses that are no TCP, or no address: an SRV record, a file, an object in a store, datagrams.</summary>
    private static readonly HashSet<string> NoTcp = new(StringComparer.OrdinalIgnoreCase) { "file", "unix", "data", "s3", "gs", "abfs", "wasbs", "mongodb+srv", "redis+srv", "udp", "statsd", "npipe", "sqlite", "jar", "classpath", "urn", "about", "chrome" };

    /// <summary>With an explicit port only: schemes of listeners and of clients that say how, and not what.</summary>
    private static readonly HashSet<string> TlsSchemes = new(StringComparer.OrdinalIgnoreCase) { "tls", "ssl", "grpcs", "tcps", "sasl_ssl", "h2", "nats+tls", "kafkas" };

    private static readonly int[] TlsPorts = [443, 465, 636, 993, 995, 5671, 6443, 8443, 8883];

    /// <summary>What a word in a variable's name says of the service behind it.</summary>
    private static readonly (string Word, int Port)[] Words =
    [
        ("POSTGRES", 5432), ("PG", 5432), ("MYSQL", 3306), ("MARIADB", 3306), ("REDIS", 6379), ("VALKEY", 6379), ("MONGO", 27017), ("MEMCACHE", 11211), ("RABBIT", 5672), ("AMQP", 5672), ("KAFKA", 9092),
        ("NATS", 4222), ("ELASTIC", 9200), ("OPENSEARCH", 9200), ("CASSANDRA", 9042), ("CLICKHOUSE", 9000), ("MSSQL", 1433), ("SQLSERVER", 1433), ("ORACLE", 1521), ("ZOOKEEPER", 2181), ("ETCD", 2379), ("CONSUL", 8500),
        ("VAULT", 8200), ("LDAP", 389), ("SMTP", 25), ("MQTT", 1883),
    ];

    /// <summary>Port and TLS of an address with a scheme; null where the scheme is of no TCP, or no port is known.</summary>
    public static (int Port, bool Tls)? Of(string scheme, int? given)
    {
        if (NoTcp.Contains(scheme))
        {
            return null;
        }

        var known = Schemes.TryGetValue(scheme, out var usual);
        return given is { } port ? (port, known ? usual.Tls : IsTls(scheme, port)) : known ? usual : null;
    }

    /// <summary>Whether a service begins without TLS and is asked for it, so that a handshake at once fails whatever its certificate.</summary>
    public static bool AsksForTlsLater(int port) => port is 21 or 25 or 110 or 143 or 389 or 587 or 1433 or 3306 or 4222 or 5432;

    public static bool IsTls(int port) => TlsPorts.Contains(port);

    /// <param name="name">Of a variable, without its end: <c>POSTGRES</c> of <c>POSTGRES_HOST</c>.</param>
    public static int? ByName(string name) =>
        Words.Where(w => name.Contains(w.Word, StringComparison.OrdinalIgnoreCase) && (w.Word != "PG" || name.Equals("PG", StringComparison.OrdinalIgnoreCase) || name.StartsWith("PG_", StringComparison.OrdinalIgnoreCase)))
            .Select(w => (int?)w.Port).FirstOrDefault();

    private static bool IsTls(string scheme, int port) => TlsSchemes.Contains(scheme) || (scheme.Length == 0 && TlsPorts.Contains(port));
}
