using CustomerCapital.ConsolePages.Tests.Browser;

// Behind "./build.sh screenshots": [FOLDER] takes the pictures of all pages, and says when they were first seen; by default artifacts/screenshots of the folder in which one is.
if (args.Length > 1)
{
    Console.Error.WriteLine("usage: screenshots [FOLDER]");
    return 2;
}

var folder = Path.GetFullPath(args is [var named] ? named : Path.Combine("artifacts", "screenshots"));
var paints = (await Screenshots.WriteAsync(folder)).Order().ToList();
Console.WriteLine($"{paints.Count} pictures in {folder}");
Console.WriteLine($"first content of half of the pages within {paints[paints.Count / 2]:0} ms of the click, of 95 in 100 within {paints[(int)(paints.Count * 0.95)]:0} ms");
return 0;
