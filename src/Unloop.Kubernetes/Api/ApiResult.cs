using System.Diagnostics.CodeAnalysis;
using Unloop.Core.Facts;
using Unloop.Evidence.Redaction;

namespace Unloop.Kubernetes.Api;

internal enum ApiErrorKind
{
    /// <summary>401, or no credential to show.</summary>
    Unauthorised,
    Forbidden,

    /// <summary>The object is not there.</summary>
    NotFound,

    /// <summary>The API server does not know the group, version or resource.</summary>
    NotServed,

    /// <summary>400: the server understood, and refuses for a reason of its own.</summary>
    BadRequest,

    /// <summary>409: the object is another than it was taken for.</summary>
    Conflict,
    AlreadyExists,

    /// <summary>422: fields that validation does not accept.</summary>
    Invalid,

    /// <summary>410: a continue token that has expired.</summary>
    Gone,

    /// <summary>429, also after the retries: nothing was done.</summary>
    TurnedAway,

    /// <summary>5xx, also after the retries.</summary>
    Unavailable,
    Unreachable,
    TimedOut,

    /// <summary>The server's certificate was not accepted, or TLS failed otherwise.</summary>
    Tls,

    /// <summary>Something other than an API server answered.</summary>
    NotKubernetes,

    /// <summary>The answer could not be read, or was too long.</summary>
    Unreadable,
}

/// <summary>Why a call gave nothing. A value: the world is like that.</summary>
internal sealed record ApiError(ApiErrorKind Kind, ApiCall Request, string Detail)
{
    private const int DetailLimit = 400;

    /// <summary>The server's own words, made fit to be shown.</summary>
    public static string Shown(string text)
    {
        var line = new string([.. text.Trim().Take(DetailLimit).Select(c => char.IsControl(c) ? ' ' : c)]);
        return Redactor.Text(line).TrimEnd('.');
    }

    /// <summary>A plugin or file that gave no credential, said where it was noticed.</summary>
    public Problem? Origin { get; init; }

    public string Sentence => Kind switch
    {
        ApiErrorKind.Forbidden => $"{Request} is forbidden",
        ApiErrorKind.NotServed => $"{Request}: the cluster does not serve it",
        _ => $"{Request}: {Detail}",
    };

    public Problem ToProblem() => Origin ?? (Request is ApiWrite ? WriteProblem() : null) ?? Kind switch
    {
        ApiErrorKind.Unauthorised => new(ProblemKind.Unauthorised, $"{Detail}."),
        ApiErrorKind.Forbidden => new(ProblemKind.Unauthorised, $"May not {Request}: {Detail}."),
        ApiErrorKind.Unreachable or ApiErrorKind.TimedOut or ApiErrorKind.Tls or ApiErrorKind.NotKubernetes => new(ProblemKind.Unreachable, $"{Detail}."),
        ApiErrorKind.NotFound => new(ProblemKind.NoMatch, $"{Detail}."),
        _ => new(ProblemKind.Failed, $"Could not {Request}: {Detail}."),
    };

    /// <summary>True when the server never began with the write, or said no to it: then nothing was done.</summary>
    public bool IsRefusal => Kind is ApiErrorKind.Unauthorised or ApiErrorKind.Forbidden or ApiErrorKind.NotFound or ApiErrorKind.NotServed or ApiErrorKind.BadRequest
        or ApiErrorKind.Conflict or ApiErrorKind.AlreadyExists or ApiErrorKind.Invalid or ApiErrorKind.TurnedAway;

    /// <summary>Where the words differ from those for reads: what admission or validation refuses is no lack of permission.</summary>
    private Problem? WriteProblem() => Kind switch
    {
        ApiErrorKind.Forbidden when Detail.Contains("cannot " + Request.VerbName, StringComparison.Ordinal) => null,
        ApiErrorKind.Forbidden or ApiErrorKind.Invalid or ApiErrorKind.BadRequest => new(ProblemKind.Refused, $"The API server refuses to {Request}: {Detail}."),
        _ => null,
    };

    /// <param name="what">What is missing for it: <c>the events of the pod</c>.</param>
    public Gap ToGap(string what) => new()
    {
        What = what,
        Reason = Kind switch
        {
            ApiErrorKind.Forbidden or ApiErrorKind.Unauthorised => GapReason.Forbidden,
            ApiErrorKind.NotFound => GapReason.NotThere,
            ApiErrorKind.NotServed => GapReason.NotServed,
            ApiErrorKind.Unreadable => GapReason.Unreadable,
            _ => GapReason.Failed,
        },
        Detail = Sentence,
    };
}

/// <summary>A value with the server's time, or an error: never both.</summary>
internal sealed class ApiResult<T>
    where T : class
{
    private ApiResult(T? value, ApiError? error, DateTimeOffset? date) => (Value, Error, Date) = (value, error, date);

    public T? Value { get; }
    public ApiError? Error { get; }

    /// <summary>The server's <c>Date</c>.</summary>
    public DateTimeOffset? Date { get; }

    public static ApiResult<T> Of(T value, DateTimeOffset? date) => new(value, null, date);

    public static ApiResult<T> Failed(ApiError error, DateTimeOffset? date = null) => new(null, error, date);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ApiError? error)
    {
        (value, error) = (Value, Error);
        return value is not null;
    }
}
