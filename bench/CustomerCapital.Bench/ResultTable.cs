using System.Globalization;

namespace CustomerCapital.Bench;

/// <summary>Prints figures as they are measured: what, how much, and the aim where there is one.</summary>
internal sealed class ResultTable(TextWriter output)
{
    public void Begin()
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, {Environment.OSVersion}, .NET {Environment.Version}"));
        Add("figure", "measured", "aim");
    }

    public void Add(string figure, string measured, string aim = "") => Write($"{figure,-78} {measured,22}  {aim}");

    public void Write(string line)
    {
        output.WriteLine(line.TrimEnd());
        output.Flush();
    }

    public void Add(string figure, FormattableString measured, string aim = "") => Add(figure, measured.ToString(CultureInfo.InvariantCulture), aim);
}
