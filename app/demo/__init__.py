"""A believable school to look around in: `proefstuk demo`.

Codes and titles of qualifications are facts; every sentence here was written for this demo.
"""
