using CustomerCapital.ConsolePages.Tests.Browser;

// Behind "./build.sh screenshots": [FOLDER] takes the pictures of all pages; by default artifacts/screenshots of the folder in which one is.
if (args.Length > 1)
{
    Console.Error.WriteLine("usage: screenshots [FOLDER]");
    return 2;
}

var folder = Path.GetFullPath(args is [var named] ? named : Path.Combine("artifacts", "screenshots"));
Console.WriteLine($"{await Screenshots.WriteAsync(folder)} pictures in {folder}");
return 0;
