using System.Globalization;
using CustomerCapital.Gateway.Problems;

namespace CustomerCapital.Server.Importing.Http;

/// <summary>What can go wrong with an import over HTTP, as problems after RFC 9457.</summary>
internal static class ImportProblems
{
    /// <summary>Code of a file that cannot be imported as it is.</summary>
    public const string RefusedCode = "file_refused";

    /// <summary>400 where an option is at fault, which is named; 422 where the file is.</summary>
    public static ProblemException Refused(UsageException wrong) =>
        wrong.Option is { } option ? new(Problem.Malformed([new(option, Sentence(wrong.Message))])) : Of(422, "Refused", RefusedCode, Sentence(wrong.Message));

    /// <summary>400: nothing was sent.</summary>
    public static ProblemException Empty() => new(Problem.Malformed([new("", "The body is empty; send the file as it is, as with curl -T FILE.")]));

    /// <summary>413: more was sent than is taken.</summary>
    public static ProblemException TooLarge(long limit, string what = "A file") => new(Problem.OfStatus(
        413, string.Create(CultureInfo.InvariantCulture, $"{what} has at most {limit:N0} bytes here; divide it by purchases, send it packed with gzip, or import it with customercapital import --gateway.")));

    /// <summary>429: as many imports are open as are taken.</summary>
    public static ProblemException TooMany(int limit) => new(Problem.Overloaded(
        $"{limit} imports are open, and more are not taken; GET /v1/imports lists them. Confirm or delete those that await confirmation, or send this file later."));

    /// <summary>404: this process has taken the import, and has it no more.</summary>
    public static ProblemException Gone(string id) => Of(404, "Not found", "import_not_found", $"There is no import '{id}' any more: it was deleted, or has been kept for its time. Send the file again: what was recorded of it is known, and changes nothing.");

    /// <summary>404: another process has taken the import.</summary>
    public static ProblemException Elsewhere(string id) => Of(
        404, "Not found", "import_elsewhere",
        $"This gateway has not taken the import '{id}': another gateway has, or this one did before it was started again. Ask the gateway that took it. If that one has ended, send the file again: "
        + "what was recorded of it is known, and changes nothing.");

    /// <summary>409: it is still being examined.</summary>
    public static ProblemException NotExamined() => Of(409, "Conflict", "import_not_examined", "The file is still being examined; confirm the import when its state is awaiting_confirmation.", retryable: true);

    /// <summary>409: it has ended without being recorded.</summary>
    public static ProblemException Ended(ImportState state) => Of(
        409, "Conflict", "import_ended", $"The import has ended ({(state == ImportState.Refused ? "refused" : "failed")}); mend what it says, and send the file again: what was recorded of it is known, and changes nothing.");

    /// <summary>409: rows are still being rejected.</summary>
    public static ProblemException Running() => Of(409, "Conflict", "import_running", "Rows of the file are still being read or recorded; ask for the rejected ones when the state is another.", retryable: true);

    /// <summary>422: doubts are left.</summary>
    public static ProblemException DoubtsLeft(IEnumerable<string> names) => Of(
        422, "Refused", "doubts_not_accepted",
        $"The file may not be meant as it is read: {string.Join(", ", names)}. Delete the import and send the file with what helps; or, if it is meant so, confirm with accept={string.Join(",", names)}.");

    /// <summary>A message that stands in a line of the console as a sentence.</summary>
    public static string Sentence(string message) => char.ToUpperInvariant(message[0]) + message[1..] + (message[^1] is '.' or '?' ? "" : ".");

    private static ProblemException Of(int status, string title, string code, string detail, bool retryable = false) =>
        new(new Problem("urn:customercapital:problem:" + code, title, status, detail, code, retryable, []));
}
