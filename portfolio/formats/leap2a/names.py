"""The names that Leap2A and we use in a file.

Source: the Leap2A specification of July 2010 (http://www.leapspecs.org/2010-07/2A/) and Atom, RFC 4287.
"""

ATOM = "http://www.w3.org/2005/Atom"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LEAP2 = "http://terms.leapspecs.org/"
CATEGORIES = "http://wiki.leapspecs.org/2A/categories"
THREADING = "http://purl.org/syndication/thread/1.0"
XHTML = "http://www.w3.org/1999/xhtml"
VERSION = "http://www.leapspecs.org/2010-07/2A/"
# What Leap2A has no place for stands in elements of our own; other programs pass over them.
OWN = "urn:proefstuk:leap2a:1"
ITEM = "portfolio:"  # the prefix of everything in the file that refers to another item of it
DESCRIPTION = "leap2a.xml"  # the description inside a ZIP file
FILES = "files/"
