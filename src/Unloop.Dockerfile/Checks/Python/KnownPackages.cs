namespace Unloop.Dockerfile.Checks.Python;

/// <summary>
/// Distributions whose own requirements are known, so that "nothing here brings it" can be said. Each with what it brings, extras left out;
/// where versions differ, everything that any of them brought. Source: the packages' metadata on PyPI.
/// </summary>
internal static class KnownPackages
{
    private const string Table = """
        aiofiles:
        alembic: sqlalchemy mako markupsafe typing-extensions greenlet
        asyncpg: async-timeout
        beautifulsoup4: soupsieve typing-extensions
        boto3: botocore s3transfer jmespath python-dateutil six urllib3
        celery: billiard kombu vine amqp click click-didyoumean click-plugins click-repl prompt-toolkit wcwidth python-dateutil six tzdata pytz typing-extensions exceptiongroup packaging
        click:
        cryptography: cffi pycparser
        django: asgiref sqlparse pytz tzdata typing-extensions
        django-cors-headers: django asgiref sqlparse pytz tzdata typing-extensions
        djangorestframework: django asgiref sqlparse pytz tzdata typing-extensions
        fastapi: starlette pydantic pydantic-core annotated-types annotated-doc typing-extensions typing-inspection anyio sniffio idna exceptiongroup uvicorn httpx jinja2 markupsafe python-multipart email-validator ujson orjson pyyaml python-dotenv click h11 certifi httpcore dnspython fastapi-cli typer rich uvloop websockets watchfiles httptools
        flask: werkzeug jinja2 markupsafe itsdangerous click blinker importlib-metadata zipp
        flask-cors: flask werkzeug jinja2 markupsafe itsdangerous click blinker six
        flask-sqlalchemy: flask werkzeug jinja2 markupsafe itsdangerous click blinker sqlalchemy typing-extensions greenlet
        gunicorn: packaging setuptools
        itsdangerous:
        jinja2: markupsafe
        lxml:
        numpy:
        opencv-python: numpy
        opencv-python-headless: numpy
        pandas: numpy python-dateutil six pytz tzdata
        pika:
        pillow:
        prometheus-client:
        psycopg2:
        psycopg2-binary:
        pydantic: pydantic-core annotated-types typing-extensions typing-inspection
        pyjwt: typing-extensions
        pymongo: dnspython
        pymysql:
        python-dateutil: six
        python-dotenv:
        python-multipart:
        pyyaml:
        redis: async-timeout pyjwt typing-extensions
        requests: urllib3 idna certifi charset-normalizer chardet
        sqlalchemy: typing-extensions greenlet
        tqdm:
        urllib3:
        uvicorn: click h11 typing-extensions
        waitress:
        werkzeug: markupsafe
        whitenoise:
        """;

    /// <summary>Module name → distributions, any of which brings it.</summary>
    private static readonly Dictionary<string, string[]> Modules = new()
    {
        ["yaml"] = ["pyyaml"], ["cv2"] = ["opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"], ["PIL"] = ["pillow", "pillow-simd"],
        ["bs4"] = ["beautifulsoup4"], ["dotenv"] = ["python-dotenv"], ["jwt"] = ["pyjwt", "jwt"], ["dateutil"] = ["python-dateutil"], ["psycopg2"] = ["psycopg2", "psycopg2-binary"],
        ["flask"] = ["flask"], ["flask_cors"] = ["flask-cors"], ["flask_sqlalchemy"] = ["flask-sqlalchemy"], ["django"] = ["django"], ["rest_framework"] = ["djangorestframework"],
        ["fastapi"] = ["fastapi", "fastapi-slim"], ["requests"] = ["requests"], ["redis"] = ["redis"], ["celery"] = ["celery"], ["sqlalchemy"] = ["sqlalchemy"], ["numpy"] = ["numpy"],
        ["pandas"] = ["pandas"], ["boto3"] = ["boto3"], ["pymongo"] = ["pymongo"], ["pymysql"] = ["pymysql"], ["asyncpg"] = ["asyncpg"], ["pika"] = ["pika"], ["pydantic"] = ["pydantic"],
        ["lxml"] = ["lxml"], ["tqdm"] = ["tqdm"], ["prometheus_client"] = ["prometheus-client"], ["aiofiles"] = ["aiofiles"], ["cryptography"] = ["cryptography"],
        ["gunicorn"] = ["gunicorn"], ["uvicorn"] = ["uvicorn"], ["waitress"] = ["waitress"], ["alembic"] = ["alembic"],
    };

    /// <summary>Programs that a distribution brings.</summary>
    private static readonly Dictionary<string, string> Programs = new()
    {
        ["gunicorn"] = "gunicorn", ["uvicorn"] = "uvicorn", ["celery"] = "celery", ["flask"] = "flask", ["waitress-serve"] = "waitress", ["alembic"] = "alembic", ["django-admin"] = "django",
    };

    private static readonly Dictionary<string, HashSet<string>> Brought = Table.Split('\n').Select(l => l.Split(':')).ToDictionary(p => p[0].Trim(), p => p[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet());

    /// <summary>Any of them brings the module; empty where the module is not known.</summary>
    public static IReadOnlyList<string> OfModule(string module) => Modules.GetValueOrDefault(module) ?? [];

    public static string? OfProgram(string program) => Programs.GetValueOrDefault(program);

    /// <summary>The server's console script, as pip would install it.</summary>
    public static bool IsConsoleScript(string program) => Programs.ContainsKey(program) || program is "hypercorn" or "daphne" or "streamlit" or "uwsgi" or "fastapi";

    /// <summary>True or false only where every requirement is known; null otherwise.</summary>
    public static bool? Brings(Requirements requirements, IReadOnlyList<string> distributions)
    {
        if (distributions.Any(requirements.Has))
        {
            return true;
        }

        if (!requirements.IsWhole || requirements.Names.Any(n => !Brought.ContainsKey(n)))
        {
            return null;
        }

        return requirements.Names.Any(n => distributions.Any(Brought[n].Contains));
    }
}
