def report(n):
    return 0
