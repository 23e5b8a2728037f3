namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>Web servers, databases and tools.</summary>
internal static class ServerImages
{
    public static Recipe Nginx(ImageTag tag)
    {
        var recipe = System(tag);
        recipe.Paths.Programs("/usr/sbin", "nginx").MayHave("curl openssl")
            .Files("/docker-entrypoint.sh /etc/nginx/nginx.conf /etc/nginx/mime.types /etc/nginx/conf.d/default.conf /usr/share/nginx/html/index.html /usr/share/nginx/html/50x.html")
            .Directories("/docker-entrypoint.d /var/cache/nginx /var/log/nginx")
            .Empty("/usr/share/nginx/html /etc/nginx/conf.d");
        return recipe.WithUser("nginx").Starts(["/docker-entrypoint.sh"], ["nginx", "-g", "daemon off;"]).WithEnv("NGINX_VERSION", "NJS_VERSION", "PKG_RELEASE");
    }

    public static Recipe Httpd(ImageTag tag)
    {
        var recipe = System(tag);
        recipe.Paths.Files("/usr/local/bin/httpd-foreground /usr/local/apache2/conf/httpd.conf /usr/local/apache2/htdocs/index.html /usr/local/apache2/bin/httpd")
            .Programs("/usr/local/bin", "httpd-foreground").MayHave("httpd openssl perl");
        return recipe.In("/usr/local/apache2").WithUser("www-data").Starts(null, ["httpd-foreground"])
            .WithEnv("HTTPD_PREFIX=/usr/local/apache2", "PATH=/usr/local/apache2/bin:" + Distributions.DefaultPath[5..]);
    }

    public static Recipe Caddy(ImageTag tag)
    {
        var recipe = Distributions.Alpine(null);
        recipe.Paths.Programs("/usr/bin", "caddy").Files("/etc/caddy/Caddyfile /usr/share/caddy/index.html");
        return tag.Has("builder")
            ? recipe.StartsSomehow()
            : recipe.In("/srv").Starts(null, ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]).WithEnv("CADDY_VERSION", "XDG_CONFIG_HOME=/config", "XDG_DATA_HOME=/data");
    }

    /// <summary>Databases and the like, each with an entrypoint script that starts the daemon by default.</summary>
    public static Recipe Database(string name, ImageTag tag)
    {
        var recipe = tag.IsAlpine ? Distributions.Alpine(tag.Alpine) : tag.Debian is { } debian ? Distributions.Debian(debian) : Unspecified();
        var (script, daemon, user) = name switch
        {
            "postgres" => ("docker-entrypoint.sh", "postgres", "postgres"),
            "redis" or "valkey" => ("docker-entrypoint.sh", name + "-server", name),
            "mysql" => ("docker-entrypoint.sh", "mysqld", "mysql"),
            "mariadb" => ("docker-entrypoint.sh", "mariadbd", "mysql"),
            "mongo" => ("docker-entrypoint.sh", "mongod", "mongodb"),
            "memcached" => ("docker-entrypoint.sh", "memcached", "memcache"),
            _ => ("docker-entrypoint.sh", "rabbitmq-server", "rabbitmq"),
        };
        recipe.Paths.Programs("/usr/local/bin", script).MayHave("bash gosu su-exec openssl perl curl wget zstd xz psql mysql redis-server redis-cli mongod tini python3 jq")
            .Directories("/docker-entrypoint-initdb.d /data");
        return recipe.WithUser(user).Starts([script], [daemon]) with { Configuration = recipe.Configuration with { Entrypoint = [script], Cmd = [daemon], EnvIsWhole = false, Env = [] } };
    }

    public static Recipe Composer(ImageTag tag)
    {
        var recipe = Distributions.Alpine(null);
        recipe.Paths.Programs("/usr/local/bin", "php").Programs("/usr/bin", "composer").MayHave("bash git unzip zip curl make openssl").Files("/docker-entrypoint.sh").Empty("/app");
        return recipe.Runs(new LanguageRuntime("php", null), "cli", tag.Version is { Major: var major } ? new() { ["composer"] = major } : null).In("/app").Starts(["/docker-entrypoint.sh"], ["composer"]);
    }

    public static Recipe Tomcat(ImageTag tag)
    {
        var recipe = tag.Ubuntu is { } release ? Distributions.Ubuntu(release) : Unspecified();
        recipe.Paths.Files("/usr/local/tomcat/bin/catalina.sh").Directories("/usr/local/tomcat/webapps").MayHave("java curl");
        recipe = recipe.Runs(new LanguageRuntime("java", null)).In("/usr/local/tomcat");
        return recipe with { Configuration = recipe.Configuration with { Entrypoint = null, Cmd = ["catalina.sh", "run"], CommandIsKnown = false, EnvIsWhole = false, Env = [] } };
    }

    private static Recipe System(ImageTag tag) => tag.IsAlpine ? Distributions.Alpine(tag.Alpine is { Length: > 0 } release ? release : null) : Distributions.Debian(tag.Debian);

    private static Recipe Unspecified() => new(
        new PathTable().Programs("/bin", "sh").Files("/etc/passwd /etc/group"),
        new ImageTraits(),
        new ImageConfiguration { EnvIsWhole = false, CommandIsKnown = false });
}
