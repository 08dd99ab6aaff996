"""Places: province, city, county, township, village, park; their dated parents and codes, what became of the abolished.

Owns places, their parents, codes and succession. Publishes PlaceAdded, PlaceMoved, PlaceAbolished; hears nothing.
Legal basis: Regulations on the Administration of Administrative Divisions (行政区划管理条例, State Council Order 704),
codes by GB/T 2260. Places are public: everybody signed in may read them.
"""
